import CPluginABI

// Tables of functions that are copied when a plugin is loaded and never written again.
extension layerlab_activation: @retroactive @unchecked Sendable {}
extension layerlab_augmentation: @retroactive @unchecked Sendable {}
extension layerlab_initializer: @retroactive @unchecked Sendable {}
extension layerlab_optimizer: @retroactive @unchecked Sendable {}
extension layerlab_schedule: @retroactive @unchecked Sendable {}

import Components

/// Each color plane with mean 0 and deviation 1.
public struct StandardizeChannels: Preprocessing, Component {
    /// The record.
    public static let info = ComponentInfo(
        .preprocessing, "per_channel", summary: "Every color plane to mean 0 and deviation 1; for images.",
        formula: "x = (value - mean) / deviation, moments of the training samples by color plane",
        source: "the usual preparation of images for convolutional networks")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var transform: InputTransform { .standardize(byChannel: true) }
}

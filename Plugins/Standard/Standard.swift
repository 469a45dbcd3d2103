import Components

/// The components that come with LayerLab.
///
/// A new one is a file in a folder beside this one, and a line here.
public enum Standard {
    /// Every built-in component.
    public static let components: [any Component.Type] = [
        ReLU.self, LeakyReLU.self, ELU.self, Sigmoid.self, Tanh.self, Identity.self,
        NoNormalization.self, NormalizationBefore.self, NormalizationAfter.self,
        ConstantRate.self, CyclicalRate.self, StepDecay.self, ExponentialDecay.self, CosineRate.self, OneCycle.self,
        He.self, Xavier.self, Normal.self,
        SGD.self, Momentum.self, Nesterov.self, RMSProp.self, Adam.self, AdamW.self,
        NoAugmentation.self, GaussianNoise.self, UniformNoise.self, SaltPepper.self, HorizontalFlip.self,
        Translate.self, BrightnessContrast.self, Cutout.self, Mixup.self,
        CrossEntropy.self,
    ]

    /// A registry that holds them.
    public static func registry() throws -> Registry {
        var registry = Registry()
        for component in components { try registry.register(component) }
        return registry
    }
}

import Components

/// The components that come with LayerLab.
///
/// A new one is a file in a folder beside this one, and a line here.
public enum Standard {
    /// Every built-in component.
    public static let components: [any Component.Type] = [
        ReLU.self, LeakyReLU.self, ELU.self, SELU.self, GELU.self, SiLU.self, Softplus.self, HardSwish.self,
        Sigmoid.self, Tanh.self, Identity.self,
        NoNormalization.self, NormalizationBefore.self, NormalizationAfter.self,
        ConstantRate.self, CyclicalRate.self, CyclicalDecay.self, StepDecay.self, ExponentialDecay.self,
        PolynomialDecay.self, CosineRate.self, OneCycle.self,
        He.self, Xavier.self, LeCun.self, Normal.self, Orthogonal.self,
        SGD.self, Momentum.self, Nesterov.self, RMSProp.self, Adam.self, AdamW.self,
        NoAugmentation.self, GaussianNoise.self, UniformNoise.self, SaltPepper.self, HorizontalFlip.self,
        Translate.self, BrightnessContrast.self, Cutout.self, Mixup.self,
        Standardize.self, StandardizeChannels.self, ZCA.self, NoPreprocessing.self,
        CrossEntropy.self,
    ]

    /// A registry that holds them.
    public static func registry() throws -> Registry {
        var registry = Registry()
        for component in components { try registry.register(component) }
        return registry
    }
}

import Components
import Tensor

/// Training samples as they are.
public struct NoAugmentation: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "none", summary: "Training samples as they are.", formula: "X",
        source: "the baseline of the other augmentations")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var isIdentity: Bool { true }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {}
}

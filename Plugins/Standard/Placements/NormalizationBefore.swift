import Components

/// Batch normalisation between the linear map and the activation.
public struct NormalizationBefore: BatchNormPlacement {
    /// The record.
    public static let info = ComponentInfo(
        .placement, "before", summary: "Batch normalization before the activation.",
        formula: "A = f(gamma * (Z - mean) / sqrt(variance + epsilon) + beta)", source: "Ioffe and Szegedy 2015",
        parameters: batchNormParameters)

    let options: ComponentOptions

    /// Makes it with its options.
    public init(_ options: ComponentOptions) {
        self.options = options
    }

    public var order: [LayerPart] { [.linear, .normalization, .activation] }
}

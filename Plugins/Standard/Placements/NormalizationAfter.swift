import Components

/// Batch normalisation behind the activation.
public struct NormalizationAfter: BatchNormPlacement {
    /// The record.
    public static let info = ComponentInfo(
        .placement, "after", summary: "Batch normalization after the activation.",
        formula: "Y = gamma * (A - mean) / sqrt(variance + epsilon) + beta with A = f(Z)",
        source: "Mishkin, Sergievskiy and Matas 2017, section 3.2", parameters: batchNormParameters)

    let options: ComponentOptions

    /// Makes it with its options.
    public init(_ options: ComponentOptions) {
        self.options = options
    }

    public var order: [LayerPart] { [.linear, .activation, .normalization] }
}

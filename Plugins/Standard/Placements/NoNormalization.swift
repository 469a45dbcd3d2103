import Components

/// Hidden layers without batch normalisation.
public struct NoNormalization: Placement, Component {
    /// The record.
    public static let info = ComponentInfo(
        .placement, "none", summary: "No batch normalization.", formula: "A = f(Z)",
        source: "the baseline of the other placements")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var order: [LayerPart] { [.linear, .activation] }
    // Never read, as nothing is normalised.
    public var epsilon: Double { 0 }
    public var factor: Double { 0 }
    public var isAffine: Bool { false }
}

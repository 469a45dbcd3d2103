import Components

/// Each input dimension with mean 0 and deviation 1.
public struct Standardize: Preprocessing, Component {
    /// The record.
    public static let info = ComponentInfo(
        .preprocessing, "standardize", aliases: ["per_dimension"],
        summary: "Every input dimension to mean 0 and deviation 1.",
        formula: "x = (value - mean) / deviation, moments of the training samples by dimension",
        source: "LeCun, Bottou, Orr and Mueller 1998, section 4.3")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var transform: InputTransform { .standardize(byChannel: false) }
}

import Components

/// Raw values, brought to a scale that needs no moments.
public struct NoPreprocessing: Preprocessing, Component {
    /// The record.
    public static let info = ComponentInfo(
        .preprocessing, "none", summary: "Pixels divided by 255; other values as they are.",
        formula: "x = value / 255", source: "the baseline of the others")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var transform: InputTransform { .none }
}

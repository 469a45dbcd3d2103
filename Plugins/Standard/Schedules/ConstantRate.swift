import Components

/// The same rate at every step.
public struct ConstantRate: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "constant", summary: "The same rate at every step.", formula: "eta_t = eta",
        source: "Robbins and Monro 1951, without the decay",
        parameters: [.number("eta", default: 0.1, in: 0...1e6, "the rate")])

    private let eta: Double

    /// Makes it with its rate.
    public init(_ options: ComponentOptions) {
        eta = options["eta"]
    }

    public var range: ClosedRange<Double> { eta...eta }

    public func rate(at step: Int, of length: TrainingLength) -> Double { eta }
}

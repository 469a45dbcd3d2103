import Components
import RealModule

/// A rate that drops by a factor every few epochs.
public struct StepDecay: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "step_decay", aliases: ["step"], summary: "Drops by a factor every few epochs.",
        formula: "eta_t = eta * factor^floor(epoch / every)",
        source: "Krizhevsky, Sutskever and Hinton 2012, section 5",
        parameters: [
            .number("eta", default: 0.1, in: 0...1e6, "the first rate"),
            .number("factor", default: 0.1, in: 0...1, "what each drop multiplies by"),
            .integer("every", default: 10, in: 1...1_000_000, "epochs between two drops"),
        ])

    private let eta: Double
    private let factor: Double
    private let every: Int

    /// Makes it with its drops.
    public init(_ options: ComponentOptions) {
        eta = options["eta"]
        factor = options["factor"]
        every = options.integer("every")
    }

    public var range: ClosedRange<Double> { 0...eta }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        eta * Double.pow(factor, step / length.stepsPerEpoch / every)
    }
}

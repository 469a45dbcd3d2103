import Components
import RealModule

/// A rate that is multiplied by a factor after each epoch.
public struct ExponentialDecay: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "exponential", summary: "Multiplied by a factor after each epoch.",
        formula: "eta_t = eta * factor^floor(epoch)", source: "Goodfellow, Bengio and Courville 2016, section 8.3",
        parameters: [
            .number("eta", default: 0.1, in: 0...1e6, "the first rate"),
            .number("factor", default: 0.95, in: 0...1, "what each epoch multiplies by"),
        ])

    private let eta: Double
    private let factor: Double

    /// Makes it with its decay.
    public init(_ options: ComponentOptions) {
        eta = options["eta"]
        factor = options["factor"]
    }

    public var range: ClosedRange<Double> { 0...eta }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        eta * Double.pow(factor, step / length.stepsPerEpoch)
    }
}

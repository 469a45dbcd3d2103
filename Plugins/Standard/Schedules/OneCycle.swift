import Components
import RealModule

/// One rise and one long fall over the whole training.
public struct OneCycle: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "one_cycle", summary: "One rise and one long fall over the whole training, along cosines.",
        formula: "from start * eta_max up to eta_max at peak * steps, then down to end * eta_max",
        source: "Smith and Topin 2018",
        parameters: [
            .number("eta_max", default: 0.1, in: 0...1e6, "the highest rate"),
            .number("start", default: 0.04, in: 0...1, "the first rate, as a share of eta_max"),
            .number("end", default: 1e-4, in: 0...1, "the last rate, as a share of eta_max"),
            .number("peak", default: 0.3, in: 0...1, "where the top stands, as a share of the training"),
        ])

    private let etaMax: Double
    private let start: Double
    private let end: Double
    private let peak: Double

    /// Makes it with its curve.
    public init(_ options: ComponentOptions) {
        etaMax = options["eta_max"]
        start = options["start"]
        end = options["end"]
        peak = options["peak"]
    }

    public var range: ClosedRange<Double> { etaMax * min(start, end)...etaMax }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        let top = peak * Double(length.steps)
        let t = Double(step)
        return t < top
            ? etaMax * between(start, 1, at: t / top)
            : etaMax * between(1, end, at: min((t - top) / max(Double(length.steps) - top, 1), 1))
    }

    /// From a to b along half a cosine.
    private func between(_ a: Double, _ b: Double, at share: Double) -> Double {
        b + (a - b) * (1 + Double.cos(.pi * share)) / 2
    }
}

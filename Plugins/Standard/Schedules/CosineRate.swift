import Components
import Platform
import RealModule

/// Half a cosine from the top to the bottom, behind a linear warm-up.
public struct CosineRate: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "cosine", summary: "Falls along half a cosine, after a linear warm-up.",
        formula: "eta_t = eta_min + (eta_max - eta_min) * (1 + cos(pi * (t - warmup) / (steps - warmup))) / 2",
        source: "Loshchilov and Hutter 2017; warm-up: Goyal et al. 2017",
        parameters: [
            .number("eta_max", default: 0.1, in: 0...1e6, "the highest rate"),
            .number("eta_min", default: 0, in: 0...1e6, "the rate at the end"),
            .integer("warmup", default: 0, in: 0...1_000_000_000, "steps of linear growth at the start"),
        ])

    private let etaMax: Double
    private let etaMin: Double
    private let warmup: Int

    /// Makes it with its curve.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the last rate is above the highest.
    public init(_ options: ComponentOptions) throws {
        etaMax = options["eta_max"]
        etaMin = options["eta_min"]
        warmup = options.integer("warmup")
        guard etaMin <= etaMax else {
            throw LabError.usage("cosine: eta_min is \(etaMin), above eta_max \(etaMax); swap the two.")
        }
    }

    public var range: ClosedRange<Double> { (warmup > 0 ? 0 : etaMin)...etaMax }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        if step < warmup { return etaMax * Double(step + 1) / Double(warmup) }
        let share = Double(step - warmup) / Double(max(length.steps - warmup, 1))
        return etaMin + (etaMax - etaMin) * (1 + Double.cos(.pi * min(share, 1))) / 2
    }
}

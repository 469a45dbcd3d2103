import Components
import Platform

/// The triangular cyclical rate.
public struct CyclicalRate: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "cyclical", aliases: ["triangular", "clr"],
        summary: "Rises and falls along a triangle, cycle after cycle.",
        formula: "eta_t = eta_min + (1 - |t / step_size - 2 l - 1|) * (eta_max - eta_min) in cycle l",
        source: "Smith 2017", parameters: parameters)

    /// The triangle.
    static let parameters: [ParameterInfo] = [
        .number("eta_min", default: 1e-5, in: 0...1e6, "the rate at the foot of the triangle"),
        .number("eta_max", default: 0.1, in: 0...1e6, "the rate at its top"),
        .integer("step_size", default: 2250, in: 1...1_000_000_000, "steps from foot to top"),
    ]

    private let etaMin: Double
    private let etaMax: Double
    let stepSize: Int

    /// Makes it with its triangle.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the foot is above the top.
    public init(_ options: ComponentOptions) throws {
        etaMin = options["eta_min"]
        etaMax = options["eta_max"]
        stepSize = options.integer("step_size")
        guard etaMin <= etaMax else {
            throw LabError.usage("\(options.info.name): eta_min is \(etaMin), above eta_max \(etaMax); swap the two.")
        }
    }

    public var cycleLength: Int? { 2 * stepSize }

    public var range: ClosedRange<Double> { etaMin...etaMax }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        let inCycle = step % (2 * stepSize)
        let height = Double(inCycle <= stepSize ? inCycle : 2 * stepSize - inCycle) / Double(stepSize)
        return etaMin + height * (etaMax - etaMin)
    }
}

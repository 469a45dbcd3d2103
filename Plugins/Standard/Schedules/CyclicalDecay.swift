import Components
import RealModule

/// The triangular cyclical rate with triangles that become lower.
public struct CyclicalDecay: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "cyclical_decay", aliases: ["triangular2"],
        summary: "Triangles that become lower, cycle by cycle or step by step.",
        formula: "eta_t = eta_min + (1 - |t / step_size - 2 l - 1|) * (eta_max - eta_min) * factor^c in cycle l, "
            + "c = l, or t / (2 step_size) where smooth",
        source: "Smith 2017: triangular2 is factor 0.5, exp_range is smooth",
        parameters: CyclicalRate.parameters + [
            .number("factor", default: 0.5, in: 0.001...1, "what a cycle multiplies the height by"),
            .flag("smooth", default: false, "whether the height falls at every step, not from cycle to cycle"),
        ])

    private let triangle: CyclicalRate
    private let factor: Double
    private let isSmooth: Bool

    /// Makes it with its triangle and its decay.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the foot is above the top.
    public init(_ options: ComponentOptions) throws {
        triangle = try CyclicalRate(options)
        factor = options["factor"]
        isSmooth = options.flag("smooth")
    }

    public var cycleLength: Int? { triangle.cycleLength }

    public var range: ClosedRange<Double> { triangle.range }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        let cycle = 2 * triangle.stepSize
        let height = isSmooth ? Double.pow(factor, Double(step) / Double(cycle)) : Double.pow(factor, step / cycle)
        let foot = triangle.range.lowerBound
        return foot + (triangle.rate(at: step, of: length) - foot) * height
    }
}

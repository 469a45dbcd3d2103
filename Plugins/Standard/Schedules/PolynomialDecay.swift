import Components
import Platform
import RealModule

/// A fall to the last rate along a power of the steps that are left.
public struct PolynomialDecay: Schedule, Component {
    /// The record.
    public static let info = ComponentInfo(
        .schedule, "polynomial", aliases: ["poly"], summary: "Falls along a power of the share of steps that is left.",
        formula: "eta_t = eta_min + (eta - eta_min) * (1 - t / steps)^power",
        source: "Liu, Rabinovich and Berg 2015, section 4; power 1 is a straight line",
        parameters: [
            .number("eta", default: 0.1, in: 0...1e6, "the first rate"),
            .number("eta_min", default: 0, in: 0...1e6, "the rate at the end"),
            .number("power", default: 0.9, in: 0.01...100, "above 1 falls fast at first, below 1 at the end"),
        ])

    private let eta: Double
    private let etaMin: Double
    private let power: Double

    /// Makes it with its curve.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the last rate is above the first.
    public init(_ options: ComponentOptions) throws {
        eta = options["eta"]
        etaMin = options["eta_min"]
        power = options["power"]
        guard etaMin <= eta else {
            throw LabError.usage("polynomial: eta_min is \(etaMin), above eta \(eta); swap the two.")
        }
    }

    public var range: ClosedRange<Double> { etaMin...eta }

    public func rate(at step: Int, of length: TrainingLength) -> Double {
        let left = max(1 - Double(step) / Double(max(length.steps, 1)), 0)
        return etaMin + (eta - etaMin) * Double.pow(left, power)
    }
}

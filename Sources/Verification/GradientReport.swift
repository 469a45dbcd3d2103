/// What a gradient check found.
public struct GradientReport: Sendable {
    /// How it was done.
    public let check: GradientCheck
    /// One record for each parameter tensor, from the first layer to the last.
    public internal(set) var tensors: [TensorCheck]

    /// Whether every tensor is right, in double and, where that was asked, in float.
    public var passed: Bool { tensors.allSatisfy { $0.verdict == .right } }

    /// The tensor with the largest of the best relative errors; one whose gradient is zero, for which a relative error means
    /// little, counts only where it is wrong.
    public var worst: TensorCheck? {
        tensors.filter { $0.zeroReason == nil || $0.verdict != .right }
            .max { $0.best.worstRelative < $1.best.worstRelative }
    }

    /// The largest of the tensors' best relative errors; infinite where there is no tensor to be compared.
    public var largestError: Double { worst?.best.worstRelative ?? .infinity }

    /// The tensor nearest to the loss that differs: what lies behind it is right, so that the mistake is in its own
    /// gradient, or in the dX that reaches it from the part behind.
    public var firstToLookAt: TensorCheck? { tensors.last { $0.verdict != .right } }
}

/// What can be said of a tensor's gradient.
public enum GradientVerdict: String, Sendable, Codable {
    /// Every entry that could be compared meets its numeric gradient at one step at least.
    case right
    /// An entry differs at every step at which it could be compared.
    case differs
    /// The double gradient is right, and the float one is far from it.
    case differsInFloat = "differs_in_float"
    /// No entry could be compared at any step: kinks everywhere, or a step that is lost in rounding.
    case undecided
}

/// The check of one parameter tensor.
public struct TensorCheck: Sendable, Codable, Equatable {
    /// Its name: `layer1.W`.
    public let name: String
    /// Its shape, rows x columns.
    public let shape: String
    /// How many of its entries were looked at.
    public let entries: Int
    /// How many of those differ at every step at which they could be compared.
    public let wrong: Int
    /// How many could be compared at no step.
    public let undecided: Int
    /// The largest absolute analytic gradient of all its entries.
    public let largestGradient: Double
    /// The errors, one record for each step h.
    public let steps: [StepErrors]
    /// Why the gradient is zero, where it is.
    public let zeroReason: String?
    /// max |float - double| / max(eps, max |double| of the layer) of the analytic gradients; nil where not compared.
    public internal(set) var floatDeviation: Double?

    /// The errors at the step with the smallest worst relative error.
    public var best: StepErrors { steps.min { $0.worstRelative < $1.worstRelative } ?? steps[0] }

    /// A wrong gradient is wrong at every step; a right one is met at one of them at least.
    public var verdict: GradientVerdict {
        if wrong > 0 { return .differs }
        if undecided == entries { return .undecided }
        return floatDeviation ?? 0 <= GradientCheck.floatBound ? .right : .differsInFloat
    }
}

extension TensorCheck: CustomStringConvertible {
    /// The tensor, its worst relative error at its best step, and the verdict: `layer1.W  2.1e-09  right`.
    public var description: String { "\(name)  \(Float(best.worstRelative))  \(verdict.rawValue)" }
}

/// The errors of a tensor's entries at one step.
///
/// Entries for which a unit crossed a kink of its activation have no derivative between the two evaluations, and a step
/// below the rounding of an entry moves nothing; both are counted and left out of the errors.
public struct StepErrors: Sendable, Codable, Equatable {
    /// The step of the difference.
    public let h: Double
    /// The largest |a - n| / max(eps, |a| + |n|) of the entries that could be compared; infinite where none could.
    public let worstRelative: Double
    /// The mean of |a - n| over the same entries.
    public let meanAbsolute: Double
    /// The largest |a - n| of the same entries.
    public let maximumAbsolute: Double
    /// Entries for which a unit crossed a kink.
    public let kinks: Int
    /// The largest relative error of those; 0 where there are none.
    public let worstRelativeAtKinks: Double
    /// Entries that the step did not move.
    public let lost: Int

    init(h: Double, _ entries: [EntryCheck], _ check: GradientCheck) {
        let compared = entries.filter(\.isComparable)
        let crossed = entries.filter { $0.crossings > 0 && $0.numeric.isFinite }
        let errors = compared.map { abs($0.analytic - $0.numeric) }
        self.h = h
        worstRelative = compared.map { check.relativeError($0.analytic, $0.numeric) }.max() ?? .infinity
        meanAbsolute = compared.isEmpty ? 0 : errors.reduce(0, +) / Double(compared.count)
        maximumAbsolute = errors.max() ?? 0
        kinks = crossed.count
        worstRelativeAtKinks = crossed.map { check.relativeError($0.analytic, $0.numeric) }.max() ?? 0
        lost = entries.count { $0.isLost }
    }
}

/// One entry's two gradients at one step.
struct EntryCheck {
    let analytic: Double
    let numeric: Double
    let crossings: Int
    let isLost: Bool

    /// Whether the difference stands for a derivative.
    var isComparable: Bool { crossings == 0 && !isLost }
}

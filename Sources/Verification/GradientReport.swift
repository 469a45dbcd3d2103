/// What a gradient check found.
public struct GradientReport: Sendable {
    /// How it was done.
    public let check: GradientCheck
    /// One record for each parameter tensor, from the first layer to the last.
    public internal(set) var tensors: [TensorCheck]

    /// Whether every tensor passed, in double and, where that was asked, in float.
    public var passed: Bool { tensors.allSatisfy { $0.passed(check) } }

    /// The worst of the tensors' best relative errors.
    public var worst: TensorCheck? { tensors.max { $0.best.worstRelative < $1.best.worstRelative } }

    /// The tensor nearest to the loss that failed: what lies behind it is right, so the fault is in its layer.
    public var firstToLookAt: TensorCheck? { tensors.last { !$0.passed(check) } }
}

/// The check of one parameter tensor.
public struct TensorCheck: Sendable, Codable, Equatable {
    /// Its name: `layer1.W`.
    public let name: String
    /// Its shape, rows x columns.
    public let shape: String
    /// How many of its entries were looked at.
    public let entries: Int
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

    /// Whether it passes: a wrong gradient is wrong at every step, a right one is met at one of them at least.
    public func passed(_ check: GradientCheck) -> Bool { passedInDouble(check) && passedInFloat }

    /// Whether the double gradients meet the numeric ones.
    public func passedInDouble(_ check: GradientCheck) -> Bool { best.worstRelative <= check.tolerance }

    /// Whether the float gradients, where they were compared, are near the double ones.
    public var passedInFloat: Bool { floatDeviation ?? 0 <= GradientCheck.floatBound }
}

/// The errors of a tensor's entries at one step.
///
/// Entries for which a unit crossed a kink of its activation have no derivative between the two evaluations; they are
/// counted and shown on their own.
public struct StepErrors: Sendable, Codable, Equatable {
    /// The step of the difference.
    public let h: Double
    /// The largest |a - n| / max(eps, |a| + |n|) of the entries without a kink; infinite where none is left.
    public let worstRelative: Double
    /// The mean of |a - n| over the same entries.
    public let meanAbsolute: Double
    /// The largest |a - n| of the same entries.
    public let maximumAbsolute: Double
    /// Entries for which a unit crossed a kink.
    public let kinks: Int
    /// The largest relative error of those; 0 where there are none.
    public let worstRelativeAtKinks: Double

    init(h: Double, _ entries: [EntryCheck], _ check: GradientCheck) {
        let smooth = entries.filter { $0.crossings == 0 }
        let crossed = entries.filter { $0.crossings > 0 }
        let errors = smooth.map { abs($0.analytic - $0.numeric) }
        self.h = h
        worstRelative = smooth.map { check.relativeError($0.analytic, $0.numeric) }.max() ?? .infinity
        meanAbsolute = smooth.isEmpty ? 0 : errors.reduce(0, +) / Double(smooth.count)
        maximumAbsolute = errors.max() ?? 0
        kinks = crossed.count
        worstRelativeAtKinks = crossed.map { check.relativeError($0.analytic, $0.numeric) }.max() ?? 0
    }
}

/// One entry's two gradients.
struct EntryCheck {
    let analytic: Double
    let numeric: Double
    let crossings: Int
}

import Platform

/// How analytic gradients are compared with numeric ones.
///
/// The step h of the difference and the floor eps of the relative error |a - n| / max(eps, |a| + |n|) are two numbers:
/// where published tables call one epsilon, their errors often fall as 1 / eps because it is the floor.
public struct GradientCheck: Sendable, Equatable {
    /// How the numeric derivative of the cost J by one entry w is taken.
    public enum Method: String, CaseIterable, Sendable, Codable {
        /// (J(w + h) - J(w - h)) / 2h: its truncation error falls as h^2, its rounding error grows as 1 / h.
        case centered
        /// (J(w + h) - J(w)) / h: its truncation error falls as h only.
        case forward
        /// Im J(w + ih) / h: no difference is taken, so nothing cancels and h may be tiny.
        ///
        /// Source: Squire and Trapp 1998.
        case complex

        /// The steps that show what the method can do.
        public var defaultSteps: [Double] {
            switch self {
            case .centered: [1e-3, 1e-4, 1e-5, 1e-6]
            case .forward: [1e-5, 1e-6, 1e-7, 1e-8]
            case .complex: [1e-10, 1e-20]
            }
        }

        /// The relative error that right gradients stay below, at a floor of 1e-3.
        public var defaultTolerance: Double {
            switch self {
            case .centered, .complex: 1e-6
            case .forward: 1e-4
            }
        }
    }

    /// How differences are taken.
    public internal(set) var method: Method
    /// The steps h, each a column of the table.
    public internal(set) var steps: [Double]
    /// The smallest denominator of the relative error, eps.
    public let floor: Double
    /// An entry passes where, at one of the steps, its relative error is not above this.
    public let tolerance: Double
    /// Entries of a tensor that are looked at, drawn at random where it has more.
    public internal(set) var samples: Int
    /// The seed of that choice.
    public let seed: UInt64

    /// The bound of |float - double| / max(eps, largest |double| of the layer) for analytic gradients.
    public static let floatBound = 1e-5

    /// A check; what is nil is the method's own.
    ///
    /// - Throws: ``LabError`` of kind `usage` for a step, floor or tolerance that is not positive, or for no samples.
    public init(
        method: Method = .centered, steps: [Double]? = nil, floor: Double = 1e-3, tolerance: Double? = nil,
        samples: Int = 100, seed: UInt64 = 1
    ) throws {
        self.method = method
        self.steps = steps ?? method.defaultSteps
        self.floor = floor
        // Below that floor the rounding of a difference alone is a larger share.
        self.tolerance = tolerance ?? method.defaultTolerance * max(1, method == .complex ? 1 : 1e-3 / floor)
        self.samples = samples
        self.seed = seed
        guard !self.steps.isEmpty, self.steps.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
            throw LabError.usage("The steps (--h) are numbers above 0 and up to 1, but \(self.steps) was given.")
        }
        guard method != .complex || self.steps.allSatisfy({ $0 >= 1e-200 }) else {
            throw LabError.usage("A complex step (--h) is 1e-200 or more, but \(self.steps) was given.")
        }
        guard floor > 0, floor.isFinite else {
            throw LabError.usage("The floor of the relative error (--floor) is above 0, but \(floor) was given.")
        }
        guard self.tolerance > 0, self.tolerance.isFinite else {
            throw LabError.usage("The tolerance is above 0, but \(self.tolerance) was given.")
        }
        guard samples >= 1 else {
            throw LabError.usage("At least one entry of a tensor is checked (--samples), but \(samples) was given.")
        }
    }

    /// |a - n| / max(eps, |a| + |n|); infinite where either is not a number.
    public func relativeError(_ analytic: Double, _ numeric: Double) -> Double {
        let error = abs(analytic - numeric) / max(floor, abs(analytic) + abs(numeric))
        return error.isNaN ? .infinity : error
    }
}

import Foundation

/// The mean and the spread of some values.
public struct Sample: Sendable, Codable, Equatable {
    /// How many.
    public let count: Int
    /// Their mean.
    public let mean: Double
    /// The standard deviation with n - 1; nil for a single value.
    public let deviation: Double?

    /// The figures of at least one value.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "No value has no mean.")
        count = values.count
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = values.count < 2 ? nil : (squares / Double(values.count - 1)).squareRoot()
    }

    /// Mean and deviation with two decimals: `53.37 +- 0.41`.
    public var text: String {
        String(format: "%.2f", mean) + (deviation.map { String(format: " +- %.2f", $0) } ?? "")
    }
}

/// The paired t test: how far values lie from those of a baseline that had the same seeds.
///
/// Source: Student, The Probable Error of a Mean, Biometrika 6 (1908).
public struct PairedComparison: Sendable, Codable, Equatable {
    /// The differences to the baseline.
    public let differences: Sample
    /// Half the width of the 95 % confidence interval of the mean difference: t * sd / sqrt(n); nil for a single pair.
    public let halfWidth: Double?
    /// The two-sided p value of "no difference"; nil for a single pair.
    public let p: Double?

    /// Compares pairs of (value, baseline), of which there is at least one.
    public init(_ pairs: [(value: Double, baseline: Double)]) {
        differences = Sample(pairs.map { $0.value - $0.baseline })
        guard let deviation = differences.deviation else {
            (halfWidth, p) = (nil, nil)
            return
        }
        let distribution = StudentT(degrees: Double(pairs.count - 1))
        let error = deviation / Double(pairs.count).squareRoot()
        halfWidth = distribution.twoSidedQuantile(0.95) * error
        // Pairs that all differ by the same are beyond any doubt, or do not differ at all.
        p = error > 0 ? distribution.twoSided(differences.mean / error) : (differences.mean == 0 ? 1 : 0)
    }
}

/// The correction for looking at many comparisons at once.
public enum Holm {
    /// The adjusted p values, in the order given: below alpha where the family-wise error stays below alpha.
    ///
    /// Sorted upwards, p_i becomes the largest of (m - j) p_j over j <= i, at most 1, with i from 0.
    /// Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure, Scand. J. Statist. 6 (1979).
    public static func adjusted(_ p: [Double]) -> [Double] {
        var result = p
        var largest = 0.0
        for (rank, i) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
            largest = min(1, max(largest, Double(p.count - rank) * p[i]))
            result[i] = largest
        }
        return result
    }
}

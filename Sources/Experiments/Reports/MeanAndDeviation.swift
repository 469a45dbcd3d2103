import Foundation

/// The mean of some values and their standard deviation with n - 1 in the denominator.
public struct MeanAndDeviation: Sendable, Codable, Equatable {
    /// The mean.
    public let mean: Double
    /// The standard deviation; nil for a single value.
    public let deviation: Double?

    /// Of at least one value.
    public init(_ values: [Double]) {
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    }

    /// Both with two decimals: `53.37 +- 0.41`.
    public var text: String {
        String(format: "%.2f", mean) + (deviation.map { String(format: " +- %.2f", $0) } ?? "")
    }
}

import Foundation

/// The extent of a logarithmic axis, and its tics where the powers of ten within it are too few.
struct LogarithmicTics {
    /// Where the axis begins and ends: a little outside the data.
    let range: ClosedRange<Double>
    /// Three or more numbers in one notation, as they are written; nil where the powers of ten do.
    let numbers: [String]?

    /// Leading digits from sparse to dense: 1 2 5, then 1 2 3 ..., then steps between them.
    private static let digits =
        [[1, 2, 5]] + [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].map { Array(stride(from: 1, to: 9.995, by: $0)) }

    /// The axis for some values, of which those above 0 count; nil where there is none.
    init?(_ values: [Double]) {
        let positive = values.filter { $0 > 0 && $0.isFinite }
        guard let low = positive.min(), let high = positive.max() else { return nil }
        let margin = low < high ? pow(high / low, 0.04) : 1.5
        let range = low / margin...high * margin
        let powers = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.down))
        func numbers(_ digits: [Double]) -> [(digit: Double, power: Int)] {
            powers.flatMap { power in digits.map { (digit: $0, power: power) } }
                .filter { range.contains($0.digit * pow(10, Double($0.power))) }
        }
        self.range = range
        let chosen = LogarithmicTics.digits.lazy.map(numbers).first { $0.count >= 3 }
        self.numbers = numbers([1]).count >= 3 ? nil : chosen.map(LogarithmicTics.written)
    }

    /// Numbers as 0.002 where all have a few places, else as 2e-5.
    private static func written(_ numbers: [(digit: Double, power: Int)]) -> [String] {
        let isPlain = numbers.allSatisfy { (-3...3).contains($0.power) }
        return numbers.map { digit, power in
            isPlain
                ? String(format: "%g", digit * pow(10, Double(power))) : String(format: "%g", digit) + "e\(power)"
        }
    }
}

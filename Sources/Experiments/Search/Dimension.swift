import Foundation
import Platform
import Tensor

/// One searched setting: its key and where its values come from.
public struct Dimension: Sendable, Equatable {
    /// What its values may be.
    public enum Values: Sendable, Equatable {
        /// Any number between two, drawn evenly, or evenly in log10.
        case range(ClosedRange<Double>, isLogarithmic: Bool)
        /// A grid, or any list of texts.
        case list([String])
    }

    /// The configuration key: `lambda`, `eta_max`, `hidden`.
    public let key: String
    /// Its values.
    public let values: Values
    /// Whether only whole numbers are taken.
    let isWhole: Bool

    /// A dimension of a key; `isWhole` rounds what is drawn from a range.
    init(_ key: String, _ values: Values, isWhole: Bool = false) {
        self.key = key
        self.values = values
        self.isWhole = isWhole
    }

    /// The least and the greatest value of a range that can be drawn; nil for a list.
    var bounds: ClosedRange<Double>? {
        guard case .range(let range, _) = values else { return nil }
        return isWhole ? range.lowerBound.rounded()...range.upperBound.rounded() : range
    }

    /// A value drawn by one random number.
    func sample(_ random: inout Random) -> String {
        switch values {
        case .list(let texts): texts[random.integer(below: texts.count)]
        case .range(let range, let isLogarithmic): text(Dimension.value(random.uniform(), range, isLogarithmic))
        }
    }

    /// The value at a share of the way through a range; in a logarithmic one the share is one of decades.
    static func value(_ share: Double, _ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> Double {
        let (a, b) = (range.lowerBound, range.upperBound)
        let value = isLogarithmic ? a * pow(b / a, share) : a + (b - a) * share
        return min(max(value, a), b)
    }

    /// A number as its configuration key reads it, in six digits that stay within the range.
    private func text(_ value: Double) -> String {
        guard case .range(let range, _) = values, !isWhole else { return String(Int(value.rounded())) }
        let rounded = Dimension.text(value)
        return range.contains(Double(rounded) ?? .nan) ? rounded : "\(value)"
    }

    /// Six digits, as short as they can be.
    static func text(_ value: Double) -> String { String(format: "%.6g", value) }

    /// What a student should know about the choice of range; nil where nothing is odd.
    public var warning: String? {
        guard let span = evenSpan, span.lowerBound > 0, span.upperBound / span.lowerBound > 100 else { return nil }
        let ends = "\(Dimension.text(span.lowerBound))..\(Dimension.text(span.upperBound))"
        let better: String =
            switch values {
            case .range: "log:\(ends)"
            case .list(let texts): "log-grid:\(ends):\(texts.count)"
            }
        return "\(key) is spread evenly over more than two decades: nine of ten values fall into the last one; write "
            + "\(key)=\(better) instead."
    }

    /// What a linear range or a grid of equal steps spans; nil for others, and for layer sizes.
    private var evenSpan: ClosedRange<Double>? {
        switch values {
        case .range(let range, let isLogarithmic): return isLogarithmic ? nil : range
        case .list(let texts):
            let numbers = texts.compactMap(Double.init)
            guard key != "hidden", numbers.count == texts.count, numbers.count > 2, numbers[0] < numbers[1] else {
                return nil
            }
            let step = (numbers[numbers.count - 1] - numbers[0]) / Double(numbers.count - 1)
            let isEven = zip(numbers, numbers.dropFirst()).allSatisfy { abs($1 - $0 - step) < 1e-3 * step }
            return isEven ? numbers[0]...numbers[numbers.count - 1] : nil
        }
    }

    /// The dimension cut down to what its best values span, within its old bounds.
    ///
    /// Values that all coincide get a tenth of the old range to either side, as one point cannot be searched.
    func narrowed(to best: [String]) -> Dimension {
        switch values {
        case .list(let texts):
            let numbers = best.compactMap(Double.init)
            guard key != "hidden", numbers.count == best.count, let low = numbers.min(), let high = numbers.max(),
                low < high
            else {
                return Dimension(key, .list(texts.filter(best.contains)), isWhole: isWhole)
            }
            let isLogarithmic = low > 0 && Dimension.isUsuallyLogarithmic(key)
            return Dimension(key, .range(low...high, isLogarithmic: isLogarithmic), isWhole: isWhole)
        case .range(let range, let isLogarithmic):
            let shares = best.compactMap(Double.init).map { Dimension.share(of: $0, range, isLogarithmic) }
            guard var low = shares.min(), var high = shares.max() else { return self }
            if high - low < 1e-3 { (low, high) = (max(low - 0.1, 0), min(high + 0.1, 1)) }
            let bounds = [low, high].map { Dimension.value($0, range, isLogarithmic) }
            return Dimension(key, .range(bounds[0]...bounds[1], isLogarithmic: isLogarithmic), isWhole: isWhole)
        }
    }

    /// How far through a range a value lies, from 0 to 1.
    private static func share(of value: Double, _ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> Double {
        let (a, b) = (range.lowerBound, range.upperBound)
        return isLogarithmic ? log(value / a) / log(b / a) : (value - a) / (b - a)
    }

    /// Rates and lambda act by their order of magnitude.
    static func isUsuallyLogarithmic(_ key: String) -> Bool { key == "lambda" || key.hasPrefix("eta") }
}

import Foundation
import Tensor

/// How the values of a tensor are spread at one moment: moments, zeros and two histograms.
///
/// Values that are not finite are counted apart and are in nothing else.
public struct ValueStatistics: Sendable, Codable, Equatable {
    /// All values.
    public let count: Int
    /// Those that are NaN or infinite.
    public let notFinite: Int
    /// The mean.
    public let mean: Double
    /// The deviation (1/n).
    public let deviation: Double
    /// The square root of the sum of squares.
    public let norm: Double
    /// The share of exact zeros, from 0 to 1: for ReLU, of units that are off.
    public let zeros: Double
    /// The lowest value.
    public let low: Double
    /// The highest value.
    public let high: Double
    /// How many values lie in each of ``binCount`` equal parts from `low` to `high`; all in the first where a part would have
    /// no width, or an infinite one.
    public let histogram: [Int]
    /// How many values other than zero have log10 |value| in each part of a decade; the ends take what lies beyond them.
    public let magnitudes: [Int]

    /// Parts of the histogram.
    public static let binCount = 40
    /// Parts of a decade of magnitudes.
    public static let partsOfDecade = 4
    /// The powers of ten at the ends of the magnitudes.
    public static let decades = -12...4
    /// Parts of all decades.
    private static let magnitudeCount = (decades.count - 1) * partsOfDecade

    /// Whether both histograms have their parts.
    var isWhole: Bool {
        histogram.count == ValueStatistics.binCount && magnitudes.count == ValueStatistics.magnitudeCount
    }

    /// Looks at every value of a tensor.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public init<S: Scalar>(_ X: Matrix<S>) {
        var moments = Moments()
        X.withEntries { for x in $0 { moments.add(Double(x)) } }
        let (low, high) = moments.finite > 0 ? (moments.low, moments.high) : (0, 0)
        let scale = Double(ValueStatistics.binCount) / (high - low)
        // Values that are equal, or so close or so far apart that no number is the width of a part.
        let hasParts = scale > 0 && scale.isFinite
        var histogram = [Int](repeating: 0, count: ValueStatistics.binCount)
        var magnitudes = [Int](repeating: 0, count: ValueStatistics.magnitudeCount)
        X.withEntries {
            for x in $0 where x.isFinite {
                let x = Double(x)
                histogram[hasParts ? min(Int((x - low) * scale), ValueStatistics.binCount - 1) : 0] += 1
                if x != 0 { magnitudes[ValueStatistics.part(ofMagnitude: abs(x), magnitudes.count)] += 1 }
            }
        }
        let n = Double(max(moments.finite, 1))
        count = X.count
        notFinite = X.count - moments.finite
        mean = moments.sum / n
        deviation = max(moments.squares / n - mean * mean, 0).squareRoot()
        norm = moments.squares.squareRoot()
        zeros = Double(moments.zeros) / Double(max(X.count, 1))
        (self.low, self.high, self.histogram, self.magnitudes) = (low, high, histogram, magnitudes)
    }

    private static func part(ofMagnitude value: Double, _ count: Int) -> Int {
        let place = (log10(value) - Double(decades.lowerBound)) * Double(partsOfDecade)
        return min(max(Int(place.rounded(.down)), 0), count - 1)
    }

    /// What one pass over the values gathers.
    private struct Moments {
        var (finite, zeros) = (0, 0)
        var (sum, squares) = (0.0, 0.0)
        var (low, high) = (Double.infinity, -Double.infinity)

        mutating func add(_ x: Double) {
            guard x.isFinite else { return }
            finite += 1
            zeros += x == 0 ? 1 : 0
            sum += x
            squares += x * x
            (low, high) = (min(low, x), max(high, x))
        }
    }
}

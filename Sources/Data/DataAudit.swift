import Foundation

/// What a look at a data set finds: class balance, duplicates, constant dimensions.
public struct DataAudit: Sendable, Encodable {
    /// The name of this format.
    public let schema = "layerlab.data_check"
    /// The version of this format.
    public let version = 1
    /// Samples of each class, by split.
    public let classes: [ClassCount]
    /// Samples that are equal to an earlier one of the same split, by split.
    public let duplicatesWithin: [String: Int]
    /// Samples of the second split that stand in the first as well.
    public let duplicatesAcross: [Overlap]
    /// Dimensions in which every training sample has the same value.
    public let constantDimensions: [Int]

    /// How often a class stands in each split.
    public struct ClassCount: Sendable, Encodable {
        /// Its name.
        public let name: String
        /// Samples in training.
        public let training: Int
        /// Samples in validation.
        public let validation: Int
        /// Samples in test.
        public let test: Int
    }

    /// Samples that two splits share.
    public struct Overlap: Sendable, Encodable {
        /// The split that is learned from.
        public let first: String
        /// The split that is measured on.
        public let second: String
        /// Samples of the second that stand in the first.
        public let count: Int
    }

    /// Looks at all samples; equal samples are found by their values, not by their labels.
    public init(_ splits: Splits) {
        let named = [("training", splits.training), ("validation", splits.validation), ("test", splits.test)]
        let counts = named.map { DataAudit.classCounts($0.1) }
        classes = splits.training.dataset.classNames.enumerated().map { i, name in
            ClassCount(name: name, training: counts[0][i], validation: counts[1][i], test: counts[2][i])
        }
        let samples = named.map { DataAudit.samples($0.1) }
        let sets = samples.map { Set($0) }
        duplicatesWithin = Dictionary(
            uniqueKeysWithValues: named.indices.map { (named[$0].0, samples[$0].count - sets[$0].count) })
        duplicatesAcross = [(0, 1), (0, 2), (1, 2)].map { a, b in
            Overlap(first: named[a].0, second: named[b].0, count: samples[b].count { sets[a].contains($0) })
        }
        let moments = Moments(splits.training)
        constantDimensions = moments.sum.indices.filter { j in
            let mean = moments.sum[j] / moments.count
            return moments.sumOfSquares[j] / moments.count - mean * mean <= 1e-14 * max(mean * mean, 1)
        }
    }

    private static func classCounts(_ subset: Subset) -> [Int] {
        var counts = [Int](repeating: 0, count: subset.dataset.classCount)
        for position in subset.positions { counts[Int(subset.dataset.labels[Int(position)])] += 1 }
        return counts
    }

    /// Each sample's bytes; an array is hashed as a whole, where Foundation's Data would hash its first bytes only.
    private static func samples(_ subset: Subset) -> [[UInt8]] {
        let d = subset.dataset.dimensions
        return subset.positions.map { position in
            let range = Int(position) * d..<(Int(position) + 1) * d
            return switch subset.dataset.features {
            case .bytes(let values): Array(values[range])
            case .floats(let values): values[range].withUnsafeBytes { Array($0) }
            }
        }
    }
}

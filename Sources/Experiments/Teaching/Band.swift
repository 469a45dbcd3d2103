import Foundation
import Training

/// A number that a run ends with, and that a band is measured for.
package enum BandQuantity: String, Sendable, CaseIterable, Codable {
    /// Mean cross-entropy of the training samples.
    case trainLoss = "train_loss"
    /// Loss and the penalty of the weights, on the training samples.
    case trainCost = "train_cost"
    /// Share of the training samples that are classified rightly.
    case trainAccuracy = "train_accuracy"
    /// Mean cross-entropy of the validation samples.
    case validationLoss = "validation_loss"
    /// Loss and the penalty of the weights, on the validation samples.
    case validationCost = "validation_cost"
    /// Share of the validation samples that are classified rightly.
    case validationAccuracy = "validation_accuracy"
    /// Share of the test samples that the kept model classifies rightly.
    case testAccuracy = "test_accuracy"

    /// Whether more is better.
    package var isAccuracy: Bool { rawValue.hasSuffix("accuracy") }
    /// Whether it is measured on the test split.
    package var isTest: Bool { self == .testAccuracy }
    /// The name for people: `training cost`.
    package var title: String {
        rawValue.replacing("train_", with: "training ").replacing("_", with: " ")
    }

    /// The number in a row of a history; nil for what the test split alone tells.
    package func value(in row: HistoryRow) -> Double? {
        switch self {
        case .trainLoss: row.training.loss
        case .trainCost: row.training.cost
        case .trainAccuracy: row.training.accuracy
        case .validationLoss: row.validation.loss
        case .validationCost: row.validation.cost
        case .validationAccuracy: row.validation.accuracy
        case .testAccuracy: nil
        }
    }
}

/// The range that one more run of a preset ends in, judged by runs from other seeds.
///
/// It is the prediction interval for one more draw from a normal distribution: mean -+ t s sqrt(1 + 1/n), where s is the
/// sample deviation of n seeds and t the quantile of Student's distribution with n - 1 degrees of freedom (Hahn & Meeker,
/// Statistical Intervals, 1991). It is never narrower than the rounding between machines, and an accuracy stays in 0 ... 1.
package struct Band: Sendable, Encodable, Equatable {
    /// What was measured.
    package let quantity: BandQuantity
    /// The mean over the seeds.
    package let mean: Double
    /// The sample deviation over the seeds.
    package let deviation: Double
    /// The lower end.
    package let low: Double
    /// The upper end.
    package let high: Double

    /// The chance that a right run lies inside.
    package static let coverage = 0.999
    /// The least half width of an accuracy: other kernels round differently, which flips some samples.
    static let leastAccuracy = 0.002
    /// The least half width of a loss or cost, as a share of its mean.
    static let leastShare = 0.01

    /// The band of at least two measured values.
    package init(_ quantity: BandQuantity, _ values: [Double]) {
        precondition(values.count >= 2, "A band is measured with at least two seeds, not \(values.count).")
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (n - 1)).squareRoot()
        let t = StudentT(degrees: n - 1).twoSidedQuantile(Band.coverage)
        let least = quantity.isAccuracy ? Band.leastAccuracy : Band.leastShare * mean
        let half = max(t * deviation * (1 + 1 / n).squareRoot(), least)
        (self.quantity, self.mean, self.deviation) = (quantity, mean, deviation)
        low = max(mean - half, 0)
        high = quantity.isAccuracy ? min(mean + half, 1) : mean + half
    }

    /// Where a value lies.
    package func position(of value: Double) -> Position {
        // A value that is no number lies nowhere, and certainly not where others are.
        guard value.isFinite else { return quantity.isAccuracy ? .below : .above }
        return value < low ? .below : value > high ? .above : .inside
    }

    /// Where a value lies beside a band.
    package enum Position: String, Sendable, Codable {
        /// Too small.
        case below
        /// As with others.
        case inside
        /// Too large.
        case above
    }
}

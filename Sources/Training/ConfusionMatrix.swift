/// How often samples of each class were taken for each class.
public struct ConfusionMatrix: Sendable, Codable, Equatable {
    /// The names of the K classes.
    public let classNames: [String]
    /// counts[i][j]: samples of class i that were taken for class j.
    public let counts: [[Int]]

    /// Counts predictions against labels.
    public init(labels: [Int32], predictions: [Int32], classNames: [String]) {
        precondition(labels.count == predictions.count, "\(predictions.count) predictions for \(labels.count) labels.")
        var counts = [[Int]](repeating: .init(repeating: 0, count: classNames.count), count: classNames.count)
        for (label, prediction) in zip(labels, predictions) { counts[Int(label)][Int(prediction)] += 1 }
        self.classNames = classNames
        self.counts = counts
    }

    /// Samples of class i.
    public func support(_ i: Int) -> Int { counts[i].reduce(0, +) }

    /// The share of samples of class i that were taken for it; nil where there are none.
    public func recall(_ i: Int) -> Double? { share(counts[i][i], of: support(i)) }

    /// The share of samples taken for class i that belong to it; nil where none was.
    public func precision(_ i: Int) -> Double? { share(counts[i][i], of: counts.reduce(0) { $0 + $1[i] }) }

    /// The harmonic mean of precision and recall; nil where one of them is.
    public func f1(_ i: Int) -> Double? {
        guard let precision = precision(i), let recall = recall(i) else { return nil }
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
    }

    private func share(_ part: Int, of whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
}

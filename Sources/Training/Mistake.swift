import Tensor

/// A sample that a network takes for another class than its own.
public struct Mistake: Sendable, Equatable {
    /// The row of the sample among those that were classified.
    public let row: Int
    /// Its class.
    public let label: Int
    /// What it was taken for.
    public let prediction: Int
    /// The probability P[row, label] that the network gave its class, from 0 to 1.
    public let probabilityOfLabel: Double
    /// The probability P[row, prediction] of what it was taken for.
    public let probabilityOfPrediction: Double

    /// The mistakes among probabilities P (n x K), the worst first: those with the largest loss -log P[i, y_i].
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - P: the probabilities, n x K.
    ///   - labels: the class y_i of each row.
    public static func worst<S: Scalar>(_ count: Int, in P: Matrix<S>, labels: [Int32]) -> [Mistake] {
        zip(P.largestByRow, labels).enumerated().compactMap { i, pair -> Mistake? in
            let (prediction, label) = (Int(pair.0), Int(pair.1))
            guard prediction != label else { return nil }
            return Mistake(
                row: i, label: label, prediction: prediction, probabilityOfLabel: Double(P[i, label]),
                probabilityOfPrediction: Double(P[i, prediction]))
        }.sorted { ($0.probabilityOfLabel, $0.row) < ($1.probabilityOfLabel, $1.row) }.prefix(count).map { $0 }
    }
}

import Foundation
import RealModule
import Tensor

extension Metrics: CustomStringConvertible {
    /// The figures in one line: `loss 0.4321  cost 0.5123  accuracy 85.20 %`.
    public var description: String {
        String(format: "loss %.4f  cost %.4f  accuracy %.2f %%", loss, cost, 100 * accuracy)
    }

    /// How good probabilities are by themselves, whoever made them: a network, or the mean of several.
    ///
    /// The loss is the mean of -log P[i, y_i]; with no weights to count, the cost equals it.
    /// - Parameters:
    ///   - P: the probabilities, n x K.
    ///   - labels: the class of each sample, n values in 0 ..< K.
    public init<S: Scalar>(probabilities P: Matrix<S>, labels: [Int32]) {
        precondition(labels.count == P.rows && P.rows > 0, "\(labels.count) labels do not fit \(P.shape).")
        let losses = labels.enumerated().map { i, y in -Double(S.log(P[i, Int(y)])) }
        let correct = zip(P.largestByRow, labels).count { $0 == $1 }
        let loss = losses.reduce(0, +) / Double(labels.count)
        self.init(loss: loss, cost: loss, accuracy: Double(correct) / Double(labels.count))
    }
}

extension HistoryRow: CustomStringConvertible {
    /// Where training stood and how well it did, in one line.
    public var description: String {
        String(format: "epoch %5.1f  eta %.5f  training loss %.4f  validation ", epoch, eta, training.loss)
            + validation.description
    }
}

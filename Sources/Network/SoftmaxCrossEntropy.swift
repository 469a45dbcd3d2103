import Components
import Tensor

/// The loss of a classifier: the cross-entropy of the softmax of its scores against the true classes.
///
/// loss = mean_i -log P[i, y_i] with P = softmax(scores); its gradient by the scores is (P - Y) / n with Y one-hot.
/// Against targets that are shares of the classes, T in place of Y, it is mean_i -sum_k T[i, k] log P[i, k] and (P - T) / n.
/// Computed from the scores by log-sum-exp, hence finite for any finite scores.
public enum SoftmaxCrossEntropy {
    /// The summed loss (n times the mean) and how many samples are right, for scores n x K.
    public static func loss<S: Scalar>(scores: Matrix<S>, labels: [Int32]) -> (loss: Double, correct: Int) {
        scores.crossEntropy(labels: labels)
    }

    /// The same against targets; right are samples whose largest score is at their largest target.
    public static func loss<S: Scalar>(scores: Matrix<S>, _ targets: Targets<S>) -> (loss: Double, correct: Int) {
        targets.isSoft ? scores.crossEntropy(shares: targets.shares) : scores.crossEntropy(labels: targets.labels)
    }

    /// The same, and dS (n x K), the gradient of the mean loss by the scores.
    public static func gradient<S: Scalar>(
        scores: Matrix<S>, _ targets: Targets<S>, into dS: inout Matrix<S>
    ) -> (loss: Double, correct: Int) {
        targets.isSoft
            ? dS.setCrossEntropyGradient(scores: scores, shares: targets.shares)
            : dS.setCrossEntropyGradient(scores: scores, labels: targets.labels)
    }
}

import Tensor

/// The loss of a classifier: the cross-entropy of the softmax of its scores against the true classes.
///
/// loss = mean_i -log P[i, y_i] with P = softmax(scores); its gradient by the scores is (P - Y) / n with Y one-hot.
/// Computed from the scores by log-sum-exp, hence finite for any finite scores.
public enum SoftmaxCrossEntropy {
    /// The summed loss (n times the mean) and how many samples are right, for scores n x K.
    public static func loss<S: Scalar>(scores: Matrix<S>, labels: [Int32]) -> (loss: Double, correct: Int) {
        scores.crossEntropy(labels: labels)
    }

    /// The same, and dS (n x K), the gradient of the mean loss by the scores.
    public static func gradient<S: Scalar>(
        scores: Matrix<S>, labels: [Int32], into dS: inout Matrix<S>
    ) -> (loss: Double, correct: Int) {
        dS.setCrossEntropyGradient(scores: scores, labels: labels)
    }
}

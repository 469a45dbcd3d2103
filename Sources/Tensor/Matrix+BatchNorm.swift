/// The moments of one batch, each 1 x d, as batch normalisation computes and its backward pass needs them.
public struct BatchMoments<S: Scalar>: Sendable {
    /// Mean over the batch.
    public var mean: Matrix<S>
    /// Variance over the batch, divided by n.
    public var variance: Matrix<S>
    /// 1 / sqrt(variance + epsilon).
    public var inverseStd: Matrix<S>

    /// Room for the moments of d features.
    public init(columns: Int) {
        mean = Matrix(rows: 1, columns: columns)
        variance = mean
        inverseStd = mean
    }
}

extension Matrix {
    /// self (n x d) = gamma (X - mean) / sqrt(variance + epsilon) + beta with the moments of X, and ReLU where asked.
    ///
    /// Source: Ioffe and Szegedy 2015, algorithm 1.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func setBatchNorm(
        _ X: Matrix, gamma: Matrix, beta: Matrix, epsilon: Double, relu: Bool, moments: inout BatchMoments<S>
    ) {
        precondition(gamma.count == X.columns && beta.count == X.columns && X.columns == columns, "Shapes differ.")
        reserve(rows: X.rows)
        S.batchNorm(
            relu: relu, mutablePointer, moments.mean.mutablePointer, moments.variance.mutablePointer,
            moments.inverseStd.mutablePointer, X.pointer, gamma.pointer, beta.pointer, S(epsilon), X.rows, columns)
    }

    /// self = dX, and dgamma, dbeta, from dY (n x d) and what the forward pass saw.
    ///
    /// dX = gamma inverseStd (dY - mean(dY) - xhat mean(dY xhat)), dgamma = sum dY xhat, dbeta = sum dY.
    /// - Parameters:
    ///   - dY: the gradient by the output, n x d.
    ///   - X: the input of the forward pass, n x d.
    ///   - reluOutput: the output of the fused ReLU, which masks dY; nil where there is none.
    ///   - gamma: the scale, 1 x d.
    ///   - moments: the moments of the batch that the forward pass has taken.
    ///   - dGamma: takes the gradient by gamma, 1 x d.
    ///   - dBeta: takes the gradient by beta, 1 x d.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func setBatchNormGradient(
        _ dY: Matrix, input X: Matrix, reluOutput: Matrix?, gamma: Matrix, moments: BatchMoments<S>,
        dGamma: inout Matrix, dBeta: inout Matrix
    ) {
        precondition(dY.rows == X.rows && dY.columns == X.columns && X.columns == columns, "Shapes differ.")
        reserve(rows: X.rows)
        S.batchNormBackward(
            mutablePointer, dGamma.mutablePointer, dBeta.mutablePointer, dY.pointer, reluOutput: reluOutput?.pointer,
            X.pointer, moments.mean.pointer, moments.inverseStd.pointer, gamma.pointer, X.rows, columns)
    }
}

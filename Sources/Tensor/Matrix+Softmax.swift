extension Matrix {
    /// softmax of each row of these scores (n x K): exp(s_k) / sum_j exp(s_j).
    public var softmax: Matrix {
        var P = Matrix(rows: 0, columns: columns)
        P.setSoftmax(of: self)
        return P
    }

    /// self (n x K) = softmax of each row of the scores.
    public mutating func setSoftmax(of scores: Matrix) {
        reserve(rows: scores.rows)
        S.softmax(mutablePointer, scores.pointer, scores.rows, columns)
    }

    /// The summed cross-entropy of these scores (n x K) against labels, and how many rows are right.
    public func crossEntropy(labels: [Int32]) -> (loss: Double, correct: Int) {
        precondition(labels.count == rows, "\(labels.count) labels do not fit \(shape).")
        return labels.withUnsafeBufferPointer { S.crossEntropy(nil, pointer, $0.baseAddress!, 0, rows, columns) }
    }

    /// self = the gradient of the mean cross-entropy, (softmax(scores) - onehot(labels)) / n; returns the summed loss.
    public mutating func setCrossEntropyGradient(
        scores: Matrix, labels: [Int32]
    ) -> (loss: Double, correct: Int) {
        precondition(labels.count == scores.rows, "\(labels.count) labels do not fit \(scores.shape).")
        reserve(rows: scores.rows)
        let dS = mutablePointer
        return labels.withUnsafeBufferPointer {
            S.crossEntropy(dS, scores.pointer, $0.baseAddress!, 1 / S(scores.rows), scores.rows, columns)
        }
    }

    /// The summed cross-entropy of these scores (n x K) against shares of the classes (n x K), and how many rows have
    /// their largest score at the largest share.
    public func crossEntropy(shares: Matrix) -> (loss: Double, correct: Int) {
        precondition(shares.rows == rows && shares.columns == columns, "\(shares.shape) does not fit \(shape).")
        return S.softCrossEntropy(nil, pointer, shares.pointer, 0, rows, columns)
    }

    /// self = the gradient of the mean of it, (w softmax(scores) - shares) / n with w the sum of a row of shares, which
    /// is 1 as a rule; returns the summed loss.
    public mutating func setCrossEntropyGradient(scores: Matrix, shares: Matrix) -> (loss: Double, correct: Int) {
        precondition(shares.rows == scores.rows && shares.columns == columns, "\(shares.shape) does not fit.")
        reserve(rows: scores.rows)
        return S.softCrossEntropy(
            mutablePointer, scores.pointer, shares.pointer, 1 / S(scores.rows), scores.rows, columns)
    }

    /// The position of the largest entry of each row, the first one among equals.
    public var largestByRow: [Int32] {
        (0..<rows).map { i in
            let row = row(i)
            return Int32(row.indices.dropFirst().reduce(0) { row[$1] > row[$0] ? $1 : $0 })
        }
    }
}

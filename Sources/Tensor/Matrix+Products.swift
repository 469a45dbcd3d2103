extension Matrix {
    /// self (m x n) = alpha op(A) op(B) + beta self, where op transposes if asked, in O(m n k).
    ///
    /// With A = dY transposed, B = X, alpha = -eta and beta = 1 - eta decay, this is a step of gradient descent on the
    /// weights of a linear layer, in one pass over them.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func setProduct(
        _ A: Matrix, transposeA: Bool = false, _ B: Matrix, transposeB: Bool = false,
        alpha: S = 1, beta: S = 0, on backend: Backend
    ) {
        let (m, k) = transposeA ? (A.columns, A.rows) : (A.rows, A.columns)
        let (inner, n) = transposeB ? (B.columns, B.rows) : (B.rows, B.columns)
        precondition(k == inner && n == columns, "The product of \(A.shape) and \(B.shape) does not fit \(shape).")
        reserve(rows: m)
        S.gemm(backend, mutablePointer, A.pointer, B.pointer, transposeA, transposeB, m, n, k, alpha, beta)
    }

    /// self (n x d) += b (1 x d) on every row.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func addToRows(_ b: Matrix) {
        precondition(b.count == columns, "A bias of \(b.shape) does not fit \(shape).")
        S.addBias(mutablePointer, b.pointer, rows, columns)
    }

    /// self (1 x d) = the sums over the rows of Z (n x d).
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func setColumnSums(of Z: Matrix) {
        precondition(count == Z.columns, "The column sums of \(Z.shape) do not fit \(shape).")
        S.columnSums(mutablePointer, Z.pointer, Z.rows, Z.columns)
    }

    /// self (n x d) = X * scale + shift, by column; scale and shift are 1 x d.
    public mutating func setScaled(_ X: Matrix, by scale: Matrix, plus shift: Matrix) {
        precondition(scale.count == columns && shift.count == columns && X.columns == columns, "Shapes differ.")
        reserve(rows: X.rows)
        S.scaleShift(mutablePointer, X.pointer, scale.pointer, shift.pointer, X.rows, columns)
    }
}

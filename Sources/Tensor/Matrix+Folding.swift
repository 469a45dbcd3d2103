extension Matrix {
    /// self (m x d) = diag(scale) self; scale is 1 x m.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func scaleRows(by scale: Matrix) {
        precondition(scale.count == rows, "A scale of \(scale.shape) does not fit the rows of \(shape).")
        let x = mutablePointer
        let factor = scale.pointer
        for i in 0..<rows {
            for j in 0..<columns { x[i * columns + j] *= factor[i] }
        }
    }

    /// self (1 x m) = W v + b for W (m x d), v (1 x d) and b (1 x m).
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func setRowSums(of W: Matrix, times v: Matrix, plus b: Matrix) {
        precondition(v.count == W.columns && b.count == W.rows && count == W.rows, "Shapes differ.")
        let sums = mutablePointer
        for i in 0..<W.rows {
            var sum = b.pointer[i]
            for j in 0..<W.columns { sum += W.pointer[i * W.columns + j] * v.pointer[j] }
            sums[i] = sum
        }
    }
}

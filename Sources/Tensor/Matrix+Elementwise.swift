extension Matrix {
    /// self = f(X), entry by entry; takes the shape of X.
    @inlinable
    public mutating func map(_ X: Matrix, _ f: (S) -> S) {
        reserve(rows: X.rows)
        let y = mutablePointer
        let x = X.pointer
        for i in 0..<X.count { y[i] = f(x[i]) }
    }

    /// self = f(X, Y), entry by entry; takes the shape of X.
    @inlinable
    public mutating func map(_ X: Matrix, _ Y: Matrix, _ f: (S, S) -> S) {
        precondition(X.rows == Y.rows && X.columns == Y.columns, "\(X.shape) and \(Y.shape) differ.")
        reserve(rows: X.rows)
        let z = mutablePointer
        let x = X.pointer
        let y = Y.pointer
        for i in 0..<X.count { z[i] = f(x[i], y[i]) }
    }

    /// self = f(X, Y, Z), entry by entry; takes the shape of X.
    @inlinable
    public mutating func map(_ X: Matrix, _ Y: Matrix, _ Z: Matrix, _ f: (S, S, S) -> S) {
        precondition(
            X.rows == Y.rows && X.columns == Y.columns && X.rows == Z.rows && X.columns == Z.columns,
            "\(X.shape), \(Y.shape) and \(Z.shape) differ.")
        reserve(rows: X.rows)
        let result = mutablePointer
        let (x, y, z) = (X.pointer, Y.pointer, Z.pointer)
        for i in 0..<X.count { result[i] = f(x[i], y[i], z[i]) }
    }

    /// self = f(self), entry by entry.
    @inlinable
    public mutating func apply(_ f: (S) -> S) {
        let x = mutablePointer
        for i in 0..<count { x[i] = f(x[i]) }
    }

    /// self = f(self, X), entry by entry.
    @inlinable
    public mutating func apply(_ X: Matrix, _ f: (S, S) -> S) {
        precondition(X.rows == rows && X.columns == columns, "\(shape) and \(X.shape) differ.")
        let y = mutablePointer
        let x = X.pointer
        for i in 0..<count { y[i] = f(y[i], x[i]) }
    }

    /// self = f(self, X, Z), entry by entry.
    @inlinable
    public mutating func apply(_ X: Matrix, _ Z: Matrix, _ f: (S, S, S) -> S) {
        precondition(X.count == count && Z.count == count, "\(shape), \(X.shape) and \(Z.shape) differ.")
        let y = mutablePointer
        let (x, z) = (X.pointer, Z.pointer)
        for i in 0..<count { y[i] = f(y[i], x[i], z[i]) }
    }

    /// self = p self + q X.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func combine(_ p: S, with X: Matrix, _ q: S) {
        precondition(X.count == count, "\(shape) and \(X.shape) differ.")
        let y = mutablePointer
        let x = X.pointer
        for i in 0..<count { y[i] = p * y[i] + q * x[i] }
    }

    /// self += deviation * N(0, 1), drawn entry by entry in double, so that Float and Double agree to rounding.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func addNormal(deviation: Double, using random: inout Random) {
        let x = mutablePointer
        for i in 0..<count { x[i] += S(deviation * random.normal()) }
    }

    /// self += U(-bound, bound), drawn entry by entry in double, so that Float and Double agree to rounding.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func addUniform(bound: Double, using random: inout Random) {
        let x = mutablePointer
        for i in 0..<count { x[i] += S(bound * (2 * random.uniform() - 1)) }
    }

    /// self = exp(X), entry by entry, several at once.
    public mutating func setExp(of X: Matrix) {
        reserve(rows: X.rows)
        S.exp(mutablePointer, X.pointer, X.count)
    }

    /// self = exp(self).
    public mutating func applyExp() {
        let x = mutablePointer
        S.exp(x, x, count)
    }

    /// self = exp(X) - 1, with all digits near zero.
    public mutating func setExpMinusOne(of X: Matrix) {
        reserve(rows: X.rows)
        S.expMinusOne(mutablePointer, X.pointer, X.count)
    }

    /// self = exp(self) - 1, with all digits near zero.
    public mutating func applyExpMinusOne() {
        let x = mutablePointer
        S.expMinusOne(x, x, count)
    }

    /// self = max(self, 0).
    public mutating func applyReLU() {
        let x = mutablePointer
        S.relu(x, x, count)
    }

    /// self = max(Z, 0).
    public mutating func setReLU(of Z: Matrix) {
        reserve(rows: Z.rows)
        S.relu(mutablePointer, Z.pointer, Z.count)
    }

    /// self = dA where A > 0, else 0; A is the output of the ReLU.
    public mutating func setReLUGradient(_ dA: Matrix, output A: Matrix) {
        precondition(dA.count == A.count, "\(dA.shape) and \(A.shape) differ.")
        reserve(rows: A.rows)
        S.reluBackward(mutablePointer, dA.pointer, A.pointer, A.count)
    }

    /// Copies the entries of X, taking its shape, without allocating where the block is large enough.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func assign(_ X: Matrix) {
        map(X) { $0 }
    }

    /// Sum of the entries, summed in double.
    public func sumOfEntries() -> Double { S.sum(pointer, count) }

    /// Sum of the squared entries, summed in double.
    public var sumOfSquares: Double { S.sumOfSquares(pointer, count) }

    /// The mean of the entries and their deviation (1/n) about it, from sums in double.
    public func meanAndDeviation() -> (mean: Double, deviation: Double) {
        let mean = sumOfEntries() / Double(count)
        return (mean, max(sumOfSquares / Double(count) - mean * mean, 0).squareRoot())
    }

    /// The euclidean (Frobenius) norm.
    public var norm: Double { sumOfSquares.squareRoot() }

    /// Whether no entry is NaN or infinite.
    public var isFinite: Bool { withEntries { $0.allSatisfy(\.isFinite) } }
}

/// Noise that is decided by a key and the place of each entry alone, and so the same at any number of threads.
extension Matrix {
    /// self += deviation * N(0, 1).
    ///
    /// Fast. For initial weights, whose tails matter, there is ``addNormal(deviation:using:)``.
    public mutating func addNoise(deviation: Double, key: UInt64, on backend: Backend) {
        S.addNoise(backend, mutablePointer, key, S(deviation), count)
    }

    /// self += amplitude * U(-1, 1).
    public mutating func addUniformNoise(amplitude: Double, key: UInt64, on backend: Backend) {
        S.addUniform(backend, mutablePointer, key, S(amplitude), count)
    }

    /// self = low or high, either as likely, in a share of the entries.
    ///
    /// - Parameters:
    ///   - share: from 0 to 1.
    ///   - low: one of the two values.
    ///   - high: the other one.
    ///   - key: what is drawn depends on it alone.
    ///   - backend: what computes.
    public mutating func setExtremes(
        share: Double, low: Double, high: Double, key: UInt64, on backend: Backend
    ) {
        S.saltPepper(backend, mutablePointer, key, Matrix.steps(share), S(low), S(high), count)
    }

    /// self = 0 in a share of the entries, else X / (1 - share), which leaves the expectation as it is.
    ///
    /// - Parameters:
    ///   - X: the units, n x d.
    ///   - share: from 0 to below 1.
    ///   - key: what is drawn depends on it alone.
    ///   - backend: what computes.
    public mutating func setDropout(of X: Matrix, share: Double, key: UInt64, on backend: Backend) {
        precondition(X.columns == columns, "\(X.shape) does not fit \(shape).")
        reserve(rows: X.rows)
        S.dropout(backend, mutablePointer, X.pointer, key, Matrix.steps(share), S(1 / (1 - share)), X.count)
    }

    /// A share counted in 2^-31.
    private static func steps(_ share: Double) -> UInt32 {
        precondition((0...1).contains(share), "A share of \(share) is outside 0 ... 1.")
        return UInt32((share * 0x1p31).rounded())
    }
}

import CCore
import Platform

/// Decompositions by LAPACK, on one thread, so that the bits depend on the matrix alone.
extension Matrix {
    /// self (m x n, m >= n) = Q R with Q^T Q = I (m x n) and R upper triangular (n x n) with no negative diagonal entry.
    ///
    /// The sign makes the two unique where the columns are independent; then Q of a matrix of normal numbers is uniform
    /// over all orthonormal columns (Mezzadri 2007). Householder reflections, O(m n^2).
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func qr() -> (Q: Matrix, R: Matrix) {
        precondition(rows >= columns && isFinite, "A QR decomposition takes finite tall matrices, not \(shape).")
        var (Q, R) = (self, Matrix(rows: columns, columns: columns))
        var tau = Matrix(rows: 1, columns: columns)
        var status = S.qr(Q.mutablePointer, tau.mutablePointer, rows, columns)
        let (q, r) = (Q.mutablePointer, R.mutablePointer)
        for i in 0..<columns { for j in i..<columns { r[i * columns + j] = q[i * columns + j] } }
        if status == 0 { status = S.qrFactor(q, tau.pointer, rows, columns) }
        precondition(status == 0, "LAPACK refused a QR decomposition of \(shape) with status \(status).")
        for k in 0..<columns where r[k * columns + k] < 0 {
            for j in k..<columns { r[k * columns + j].negate() }
            for i in 0..<rows { q[i * columns + k].negate() }
        }
        return (Q, R)
    }

    /// The eigenvalues of a symmetric matrix A (n x n) in rising order, and its eigenvectors, one a row of V (n x n):
    /// A = V^T diag(values) V, V V^T = I.
    ///
    /// Only one triangle is read. Divide and conquer, O(n^3), with room for three more matrices.
    /// - Throws: ``LabError`` of kind `badData` where an entry is NaN or infinite or the iteration does not end, `io`
    ///   where there is no memory.
    public func symmetricEigen() throws -> (values: [S], vectors: Matrix) {
        precondition(rows == columns, "Eigenvalues are those of square matrices, not of \(shape).")
        guard isFinite else {
            throw LabError.badData(
                "A matrix of \(shape) holds NaN or infinity and so has no eigenvalues; check the data.")
        }
        guard rows > 0 else { return ([], self) }
        var (V, values) = (self, Matrix(rows: 1, columns: rows))
        switch S.symmetricEigen(V.mutablePointer, values.mutablePointer, rows) {
        case 0: return (values.entries, V)
        case let status where status > 0:
            throw LabError.badData("The eigenvalues of a matrix of \(shape) did not converge; check the data.")
        case let status:
            throw LabError.io(
                "LAPACK has not the memory for the eigenvalues of a matrix of \(shape) (status \(status)); use smaller "
                    + "samples, or a machine with more memory.")
        }
    }
}

extension Backend {
    /// The threads that BLAS and LAPACK compute on: one, since their own threads would change the bits.
    public static var blasThreads: Int { Int(cc_blas_threads()) }
}

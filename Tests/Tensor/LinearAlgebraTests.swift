import Platform
import Tensor
import TestSupport
import Testing

@Suite struct LinearAlgebraTests {
    private static let shapes = [(1, 1), (2, 1), (7, 7), (9, 8), (33, 31), (65, 64), (200, 63), (300, 129)]

    @Test(arguments: shapes) func qrGivesTheMatrixBack(rows: Int, columns: Int) throws {
        try checkQR(Double.self, rows, columns, within: 1e-12)
        try checkQR(Float.self, rows, columns, within: 1e-4)
    }

    private func checkQR<S: Scalar>(_ type: S.Type, _ m: Int, _ n: Int, within bound: Double) throws {
        let backend = try Backend(gemm: "reference")
        var random = Random.forTest()
        let A = Matrix<S>.random(m, n, using: &random)
        let (Q, R) = A.qr()
        var product = A
        product.setProduct(Q, R, on: backend)
        #expect(product.maximumDifference(to: A) < bound)
        expectIdentity(Q, transposesFirst: true, within: bound, on: backend)
        for i in 0..<n {
            #expect(R[i, i] > 0)
            for j in 0..<i { #expect(R[i, j] == 0) }
        }
    }

    /// A^T A is near the singular where n is large, and exactly so with a column twice.
    @Test(arguments: [1, 2, 7, 8, 33, 64, 65, 130]) func eigenvectorsGiveTheMatrixBack(n: Int) throws {
        try checkEigen(Double.self, n, within: 1e-12)
        try checkEigen(Float.self, n, within: 1e-4)
    }

    private func checkEigen<S: Scalar>(_ type: S.Type, _ n: Int, within bound: Double) throws {
        let backend = try Backend(gemm: "reference")
        var random = Random.forTest()
        var X = Matrix<S>.random(n + 3, n, using: &random)
        if n > 1 { for i in 0..<X.rows { X[i, n - 1] = X[i, 0] } }
        var A = Matrix<S>(rows: n, columns: n)
        A.setProduct(X, transposeA: true, X, on: backend)
        let (values, V) = try A.symmetricEigen()
        #expect(values == values.sorted())
        if n > 1 { #expect(abs(Double(values[0])) < bound * Double(values[n - 1])) }
        expectIdentity(V, transposesFirst: false, within: bound, on: backend)
        var scaled = V
        for k in 0..<n { for j in 0..<n { scaled[k, j] *= values[k] } }
        var product = A
        product.setProduct(V, transposeA: true, scaled, on: backend)
        #expect(product.maximumDifference(to: A) < bound * Double(values[n - 1]))
    }

    private func expectIdentity<S: Scalar>(
        _ Q: Matrix<S>, transposesFirst: Bool, within bound: Double, on backend: Backend
    ) {
        let n = Q.columns
        var square = Matrix<S>(rows: n, columns: n)
        square.setProduct(Q, transposeA: transposesFirst, Q, transposeB: !transposesFirst, on: backend)
        var identity = Matrix<S>(rows: n, columns: n)
        for i in 0..<n { identity[i, i] = 1 }
        #expect(square.maximumDifference(to: identity) < bound)
    }

    @Test func lapackComputesOnOneThread() throws {
        var random = Random.forTest()
        let A = Matrix<Double>.random(300, 300, using: &random)
        #expect(A.qr().Q == A.qr().Q)
        #expect(Backend.blasThreads == 1)
    }

    @Test(arguments: [Double.nan, .infinity]) func whatIsNotFiniteHasNoEigenvalues(value: Double) {
        let A = Matrix<Double>(rows: 2, columns: 2, [1, value, value, 1])
        #expect { try A.symmetricEigen() } throws: {
            ($0 as? LabError)?.kind == .badData && "\($0)".contains("NaN or infinity")
        }
    }
}

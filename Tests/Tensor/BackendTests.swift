import Platform
import Tensor
import TestSupport
import Testing

@Suite struct BackendTests {
    @Test func refusesUnknownProductsAndNoThreads() {
        #expect { try Backend(gemm: "openblass") } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("Did you mean 'openblas'")
        }
        #expect { try Backend(threads: 0) } throws: { ($0 as? LabError)?.kind == .usage }
    }

    /// All four ways to transpose give the same product, on every implementation.
    @Test(arguments: Backend.gemmNames) func transpositionsAgree(gemm: String) throws {
        let backend = try Backend(threads: 2, gemm: gemm)
        var random = Random.forTest()
        let A = Matrix<Double>.random(9, 33, using: &random)
        let B = Matrix<Double>.random(33, 7, using: &random)
        let (At, Bt) = (transposed(A), transposed(B))
        var C = Matrix<Double>(rows: 0, columns: 7)
        C.setProduct(A, B, on: backend)
        for i in 0..<9 {
            for j in 0..<7 {
                let sum = (0..<33).reduce(0) { $0 + A[i, $1] * B[$1, j] }
                #expect(abs(C[i, j] - sum) < 1e-12)
            }
        }
        var D = C
        D.setProduct(At, transposeA: true, B, on: backend)
        #expect(D.maximumDifference(to: C) < 1e-12)
        D.setProduct(A, Bt, transposeB: true, on: backend)
        #expect(D.maximumDifference(to: C) < 1e-12)
        D.setProduct(At, transposeA: true, Bt, transposeB: true, beta: 1, on: backend)
        C.apply { 2 * $0 }
        #expect(D.maximumDifference(to: C) < 1e-12)
    }

    private func transposed(_ A: Matrix<Double>) -> Matrix<Double> {
        Matrix(rows: A.columns, columns: A.rows, (0..<A.columns).flatMap { j in (0..<A.rows).map { A[$0, j] } })
    }
}

@Suite struct RandomTests {
    @Test func streamsAreTheirOwn() {
        func first(_ seed: UInt64, _ purpose: Random.Purpose, _ position: Int) -> UInt64 {
            var random = Random(seed: seed, purpose: purpose, position: position)
            return random.next()
        }
        #expect(first(1, .order, 2) == first(1, .order, 2))
        let all = [1, 2].flatMap { seed in
            [Random.Purpose.weights, .order].flatMap { purpose in (0..<50).map { first(seed, purpose, $0) } }
        }
        #expect(Set(all).count == all.count)
    }

    @Test func numbersHaveTheirMoments() {
        var random = Random.forTest()
        let uniform = (0..<100_000).map { _ in random.uniform() }
        let normal = (0..<100_000).map { _ in random.normal() }
        let meanOfUniform: Double = uniform.reduce(0, +) / 100_000
        let meanOfNormal: Double = normal.reduce(0, +) / 100_000
        let varianceOfNormal: Double = normal.reduce(0) { $0 + $1 * $1 } / 100_000
        // Five standard errors of 100,000 draws: deviation / 316 each.
        #expect(abs(meanOfUniform - 0.5) < 0.0046)
        #expect(abs(meanOfNormal) < 0.0158)
        #expect(abs(varianceOfNormal - 1) < 0.0224)
        for (bound, share) in [(0.5, 0.617075), (1, 0.317311), (2, 0.0455003), (3, 0.0026998), (3.6, 0.000318)] {
            let found = Double(normal.count { abs($0) > bound }) / 100_000
            #expect(abs(found - share) < 5 * (share / 100_000).squareRoot(), "beyond \(bound)")
        }
        #expect(uniform.allSatisfy { (0..<1).contains($0) })
        #expect(Set((0..<1000).map { _ in random.integer(below: 7) }) == Set(0..<7))
    }
}

import Tensor
import TestSupport
import Testing

@Suite struct MatrixTests {
    @Test func copiesShareNothingOnceWritten() {
        let a = Matrix<Float>(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
        var b = a
        b[1, 2] = 9
        #expect(a[1, 2] == 6)
        #expect(b.row(1) == [4, 5, 9])
    }

    @Test func permutationsHoldEachNumberOnce() {
        var random = Random.forTest()
        #expect(random.permutation(1000).sorted() == (0..<1000).map { Int32($0) })
    }
}

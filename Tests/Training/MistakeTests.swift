import Tensor
import Testing
import Training

@Suite struct MistakeTests {
    private let P = Matrix<Double>(rows: 4, columns: 3, [0.7, 0.2, 0.1, 0.5, 0.4, 0.1, 0.1, 0.0, 0.9, 0.3, 0.3, 0.4])

    @Test func theWorstComesFirst() {
        let worst = Mistake.worst(9, in: P, labels: [0, 1, 1, 0])
        #expect(worst.map(\.row) == [2, 3, 1])
        #expect(worst.map(\.label) == [1, 0, 1] && worst.map(\.prediction) == [2, 2, 0])
        #expect(worst.map(\.probabilityOfLabel) == [0, 0.3, 0.4])
        #expect(worst.map(\.probabilityOfPrediction) == [0.9, 0.4, 0.5])
        #expect(Mistake.worst(2, in: P, labels: [0, 1, 1, 0]) == Array(worst.prefix(2)))
    }

    @Test func whoIsRightMakesNone() { #expect(Mistake.worst(9, in: P, labels: [0, 0, 2, 2]).isEmpty) }
}

import Tensor
import TestSupport
import Testing

extension Matrix {
    fileprivate static func random(_ rows: Int, _ columns: Int, position: Int) -> Matrix {
        var random = Random.forTest(position)
        return Matrix(rows: rows, columns: columns, (0..<rows * columns).map { _ in S(random.normal()) })
    }
}

@Suite struct WideLayerTests {
    /// Members that cut panels; columns of X that fill no block, one, two and more, and batches around the packing.
    @Test(arguments: [1, 70, 192, 193, 401, 800], [1, 7, 8, 9, 33])
    func stepsAndOutputsAreThoseOfSeparateLayers(inputs: Int, rows: Int) throws {
        let (units, backend) = ([7, 50, 1, 33, 48], try Backend())
        let weights = units.enumerated().map { Matrix<Double>.random($1, inputs, position: $0) }
        let gradients = units.enumerated().map { Matrix<Double>.random(rows, $1, position: 100 + $0) }
        let batches = (0..<2).map { Matrix<Double>.random(rows, inputs, position: 300 + $0) }
        let wide = WideLayer<Double>(units: units, inputs: inputs, rows: rows)
        for (i, W) in weights.enumerated() { wide.setWeights(W, of: i) }
        wide.pack(Batch(batches[0]), on: backend)
        wide.forward(on: backend)
        for (i, W) in weights.enumerated() {
            expectOutputs(wide, of: i, W, batches[0], on: backend)
            wide.setGradient(gradients[i], of: i, factor: -0.1 * Double(i), kept: 0.9)
        }
        wide.pack(Batch(batches[1]), on: backend)
        wide.step(forward: true, on: backend)
        for (i, W) in weights.enumerated() {
            var (expected, found) = (W, W)
            expected.setProduct(
                gradients[i], transposeA: true, batches[0], alpha: -0.1 * Double(i), beta: 0.9, on: backend)
            wide.weights(of: i, into: &found)
            expectClose(found, expected)
            expectOutputs(wide, of: i, expected, batches[1], on: backend)
        }
    }

    private func expectOutputs(
        _ wide: WideLayer<Double>, of member: Int, _ W: Matrix<Double>, _ X: Matrix<Double>, on backend: Backend
    ) {
        let bias = Matrix<Double>.random(1, W.rows, position: 400)
        var (expected, found) = (Matrix<Double>(rows: 0, columns: W.rows), Matrix<Double>(rows: 0, columns: W.rows))
        expected.setProduct(X, W, transposeB: true, on: backend)
        expected.addToRows(bias)
        wide.outputs(of: member, plus: bias, into: &found)
        expectClose(found, expected)
    }

    private func expectClose(_ found: Matrix<Double>, _ expected: Matrix<Double>) {
        #expect(found.rows == expected.rows && found.columns == expected.columns)
        #expect(zip(found.entries, expected.entries).allSatisfy { abs($0 - $1) < 1e-11 })
    }

    /// With columns enough for several blocks and parts.
    @Test func bitsDependNeitherOnThreadsNorOnThePlace() throws {
        let (inputs, rows) = (800, 100)
        let (W, dY) = (Matrix<Float>.random(50, inputs, position: 1), Matrix<Float>.random(rows, 50, position: 2))
        let X = Matrix<Float>.random(rows, inputs, position: 3)
        func results(units: [Int], threads: Int) throws -> [[Float]] {
            let (backend, member) = (try Backend(threads: threads), units.count - 1)
            let wide = WideLayer<Float>(units: units, inputs: inputs, rows: rows)
            wide.setWeights(W, of: member)
            for forward in [false, true] {
                wide.pack(Batch(X), on: backend)
                if forward { wide.step(forward: true, on: backend) } else { wide.forward(on: backend) }
                wide.setGradient(dY, of: member, factor: -0.1, kept: 0.9)
            }
            var (Z, after) = (Matrix<Float>(rows: 0, columns: 50), W)
            wide.outputs(of: member, plus: Matrix(rows: 1, columns: 50), into: &Z)
            wide.weights(of: member, into: &after)
            return [Z.entries, after.entries]
        }
        let alone = try results(units: [50], threads: 1)
        for units in [[50], [3, 50], [50, 50, 7, 50], Array(repeating: 50, count: 20)] {
            for threads in 1...3 { #expect(try results(units: units, threads: threads) == alone) }
        }
    }

    /// Whether the population is of members that all read bytes must not be seen in a member's bits.
    @Test(arguments: [1, 193, 800]) func imagesHaveTheBitsOfTheirNumbers(inputs: Int) throws {
        let (backend, rows, images) = (try Backend(), 9, 12)
        let W = Matrix<Float>.random(5, inputs, position: 1)
        let (scale, shift) = (
            Matrix<Float>.random(1, inputs, position: 2), Matrix<Float>.random(1, inputs, position: 3)
        )
        let pixels = (0..<images * inputs).map { UInt8(truncatingIfNeeded: $0 * 97) }
        let positions: [Int32] = [3, 11, 0, 3, 7, 1, 8, 2, 10]
        var numbers = Batch(Matrix<Float>(rows: 0, columns: inputs))
        numbers.samples.setImages(pixels, at: positions[...], scale: scale, shift: shift, on: backend)
        var bytes = Batch(ImageBatch(scale: scale, shift: shift))
        bytes.images!.refer(to: pixels, at: positions[...])
        let outputs = [numbers, bytes].map { batch in
            let wide = WideLayer<Float>(units: [5], inputs: inputs, rows: rows)
            wide.setWeights(W, of: 0)
            wide.pack(batch, on: backend)
            wide.forward(on: backend)
            var Z = Matrix<Float>(rows: 0, columns: 5)
            wide.outputs(of: 0, plus: Matrix(rows: 1, columns: 5), into: &Z)
            return Z
        }
        #expect(outputs[0] == outputs[1])
    }
}

import Tensor

/// The matrix products of fully connected networks, by each implementation.
package struct GemmBenchmark: Sendable {
    /// C (m x n) = op(A) op(B) with inner dimension k.
    package struct Shape: Sendable {
        /// What the product is for.
        package let use: String
        let m, n, k: Int
        let transposeA, transposeB: Bool
    }

    /// Three products of a layer of so many inputs and outputs, for a batch.
    package static func layer(_ name: String, batch: Int, inputs: Int, outputs: Int) -> [Shape] {
        [
            Shape(use: "\(name) X W^T", m: batch, n: outputs, k: inputs, transposeA: false, transposeB: true),
            Shape(use: "\(name) dY^T X", m: outputs, n: inputs, k: batch, transposeA: true, transposeB: false),
            Shape(use: "\(name) dY W", m: batch, n: inputs, k: outputs, transposeA: false, transposeB: false),
        ]
    }

    /// The shapes of the course's networks, of their evaluation, and of wide ones.
    package static let shapes: [Shape] =
        Array(layer("cifar10 first", batch: 100, inputs: 3072, outputs: 50).prefix(2))
        + Array(layer("fashion first", batch: 100, inputs: 784, outputs: 50).prefix(2))
        + layer("hidden", batch: 100, inputs: 50, outputs: 50) + layer("last", batch: 100, inputs: 50, outputs: 10)
        + Array(layer("cifar10 evaluation", batch: 1000, inputs: 3072, outputs: 50).prefix(1))
        + Array(layer("wide first", batch: 100, inputs: 3072, outputs: 1000).prefix(2))
        + layer("wide hidden", batch: 100, inputs: 1000, outputs: 1000)

    /// Measures every shape with every implementation but the reference, whose time says nothing.
    ///
    /// - Parameters:
    ///   - shapes: the products.
    ///   - threads: worker threads.
    ///   - repeats: measurements of each row.
    ///   - roofline: what the machine could do at most.
    ///   - onRow: told each row as it comes.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package static func run<S: Scalar>(
        _ type: S.Type, _ shapes: [Shape], threads: Int, repeats: Int, roofline: Roofline,
        onRow: (BenchmarkRow) -> Void
    ) throws {
        let names = Backend.gemmNames.filter { $0 != "reference" }
        let backends = try names.map { (name: $0, backend: try Backend(threads: threads, gemm: $0)) }
        for shape in shapes {
            for (name, backend) in backends {
                onRow(try row(S.self, shape, name, backend, repeats, roofline))
            }
        }
    }

    private static func row<S: Scalar>(
        _ type: S.Type, _ shape: Shape, _ name: String, _ backend: Backend, _ repeats: Int, _ roofline: Roofline
    ) throws -> BenchmarkRow {
        var random = Random(seed: 1, purpose: .data)
        func matrix(_ rows: Int, _ columns: Int) -> Matrix<S> {
            var X = Matrix<S>(rows: rows, columns: columns)
            X.addNormal(deviation: 1, using: &random)
            return X
        }
        let A = shape.transposeA ? matrix(shape.k, shape.m) : matrix(shape.m, shape.k)
        let B = shape.transposeB ? matrix(shape.n, shape.k) : matrix(shape.k, shape.n)
        var C = Matrix<S>(rows: shape.m, columns: shape.n)
        let time = try Measurement.of(repeats: repeats) {
            C.setProduct(A, transposeA: shape.transposeA, B, transposeB: shape.transposeB, on: backend)
        }
        let values = shape.m * shape.k + shape.k * shape.n + shape.m * shape.n
        return BenchmarkRow(
            name, shape: "\(shape.use) \(shape.m) x \(shape.n) x \(shape.k)", time,
            operations: 2 * Double(shape.m) * Double(shape.n) * Double(shape.k),
            bytes: Double(values * MemoryLayout<S>.size), peak: roofline.peak(S.self))
    }
}

import Components
import Experiments
import Platform
import Tensor

/// The times of activations on whole batches in float, in turn, so that whatever else the machine does strikes all alike.
package enum ActivationBenchmark {
    /// Samples and units of the batches.
    package static let shapes = [(100, 50), (100, 1000)]

    /// Forward and backward of each activation at each shape.
    ///
    /// - Throws: ``LabError``: `usage` for an unknown activation, `interrupted` after Ctrl-C.
    package static func rows(_ names: [String], _ registry: Registry, repeats: Int) throws -> [BenchmarkRow] {
        let activations = try names.map { try registry.activation($0) }
        return try shapes.flatMap { n, d in
            var random = Random(seed: 1, purpose: .data)
            var Z = Matrix<Float>(rows: n, columns: d)
            Z.addNormal(deviation: 1, using: &random)
            let pairs = activations.map { works($0, Z) }
            let bytes = Double(Z.count * MemoryLayout<Float>.size)
            let forward = try Measurement.inTurn(repeats: repeats, pairs.map(\.forward))
            let backward = try Measurement.inTurn(repeats: repeats, pairs.map(\.backward))
            return names.indices.flatMap { i in
                [
                    BenchmarkRow(names[i], shape: "\(n) x \(d) forward", forward[i], bytes: 2 * bytes),
                    BenchmarkRow(names[i], shape: "\(n) x \(d) backward", backward[i], bytes: 4 * bytes),
                ]
            }
        }
    }

    /// A whole training step of the configuration with each activation.
    ///
    /// - Throws: ``LabError``: `usage` for an unknown activation, `interrupted` after Ctrl-C.
    package static func steps(
        _ names: [String], _ configuration: RunConfiguration, _ registry: Registry, repeats: Int
    ) throws -> [BenchmarkRow] {
        let steps = try names.map { name in
            var configuration = configuration
            configuration.activation = name
            return try StepBenchmark(configuration, registry)
        }
        let rounds = try (0..<repeats).map { _ in try steps.map { try $0.wholeStep(repeats: 1) } }
        return names.indices.map { i in
            BenchmarkRow(names[i], shape: rounds[0][i].shape, Measurement(rounds.map { $0[i].seconds }))
        }
    }

    private static func works(
        _ activation: any Activation, _ Z: Matrix<Float>
    ) -> (forward: () -> Void, backward: () -> Void) {
        var A = Matrix<Float>(rows: 0, columns: Z.columns)
        var dZ = A
        activation.forward(Z, into: &A)
        let (dA, output) = (Z, A)
        return (
            { activation.forward(Z, into: &A) }, { activation.backward(dA, input: Z, output: output, into: &dZ) }
        )
    }
}

extension Measurement {
    /// Times several pieces of work, one stretch of each in every round.
    ///
    /// - Throws: ``LabError`` of kind `interrupted` after Ctrl-C.
    static func inTurn(repeats: Int, _ works: [() -> Void]) throws -> [Measurement] {
        let rounds = try (0..<repeats).map { _ in try works.map { try of(repeats: 1, $0).lowest } }
        return works.indices.map { i in Measurement(rounds.map { $0[i] }) }
    }
}

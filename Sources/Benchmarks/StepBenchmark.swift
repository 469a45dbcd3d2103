import Components
import Data
import Experiments
import Network
import Tensor

/// One update of a network, whole and by its parts, on generated images of the configuration's shape.
package struct StepBenchmark {
    private let network: Network<Float>
    private let backend: Backend
    private let dataset: Dataset
    private let reader: BatchReader<Float>
    private let order: [Int32]
    private let batch: Int
    private let peak: Double?

    /// A network that trains on images of so many values.
    ///
    /// - Parameter roofline: what the whole step is read against; nil for no share of it.
    /// - Throws: ``LabError`` of kind `usage` for an unknown component.
    package init(
        _ configuration: RunConfiguration, _ registry: Registry, dimensions d: Int = 3072, roofline: Roofline? = nil
    ) throws {
        network = Network(try RunComponents(configuration, registry).network(inputs: d, classes: 10))
        backend = try configuration.backend()
        batch = configuration.batchSize
        let images = max(5000, 3 * batch)
        var random = Random(seed: 1, purpose: .data)
        dataset = Dataset(
            name: "random", features: .bytes([UInt8](scattered: images * d)),
            labels: (0..<images).map { Int32($0 % 10) }, classNames: (0..<10).map(String.init), dimensions: d,
            imageShape: nil)
        reader = BatchReader(try Normalizer(standardizing: Subset(dataset)))
        order = random.permutation(images)
        peak = roofline?.floatPeak
    }

    /// The parts of a step and, last, the whole of it, each measured alone.
    ///
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package func rows(repeats: Int) throws -> [BenchmarkRow] { try pieces().map { try row($0, repeats) } }

    /// The whole step alone.
    ///
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package func wholeStep(repeats: Int) throws -> BenchmarkRow { try row(pieces().last!, repeats) }

    /// Something to measure; its operations are 0 where they are not the point.
    private typealias Piece = (name: String, operations: Double, work: () -> Void)

    private func row(_ piece: Piece, _ repeats: Int) throws -> BenchmarkRow {
        BenchmarkRow(
            piece.name,
            shape: "batch \(batch), " + sizes.map(String.init).joined(separator: "-"),
            try Measurement.of(repeats: repeats, piece.work), operations: piece.operations,
            peak: piece.operations > 0 ? peak : nil)
    }

    /// Inputs, units of each hidden layer, classes.
    private var sizes: [Int] {
        [network.inputs] + network.layers.compactMap { ($0 as? Linear<Float>)?.outputs }
    }

    private func pieces() -> [Piece] {
        var workspace = Workspace(network)
        var X = reader.batch(of: dataset, asImages: network.readsImages(on: backend))
        var at = 0
        func next() -> ArraySlice<Int32> {
            at = (at + batch) % (order.count - batch)
            return order[at..<at + batch]
        }
        reader.read(next(), of: dataset, into: &X, on: backend)
        var targets = Targets<Float>(classes: 10)
        targets.renew { Subset(dataset).read(labels: &$0, at: order[at..<at + batch]) }
        _ = network.lossAndGradients(X, targets, in: &workspace, on: backend)
        var ahead = X
        let classes = targets
        let (count, second) = (network.layers.count, network.firstLearning + 1)
        let descent = Descent(eta: 1e-9, lambda: 0.01)
        let scores = workspace.scores
        var dS = scores
        let first = 2 * Double(batch) * Double(network.inputs) * Double(network.layers[second - 1].outputs)
        let all = Double(batch) * network.operationsPerSample(isTraining: true)
        return [
            (X.images == nil ? "im2vec" : "gather", 0, { reader.read(next(), of: dataset, into: &X, on: backend) }),
            (
                "first layer forward", first,
                { network.forward(X, .training, layers: 0..<second, in: &workspace, on: backend) }
            ),
            (
                "other layers forward", 0,
                { network.forward(X, .training, layers: second..<count, in: &workspace, on: backend) }
            ),
            (
                "softmax, loss and gradient", 0,
                { _ = SoftmaxCrossEntropy.gradient(scores: scores, classes, into: &dS) }
            ),
            (
                "other layers backward, with their step", 0,
                { network.backward(X, layers: second..<count, in: &workspace, descent: descent, on: backend) }
            ),
            (
                "first layer backward, with its step", first,
                { network.backward(X, layers: 0..<second, in: &workspace, descent: descent, on: backend) }
            ),
            (
                "whole step", all,
                {
                    swap(&X, &ahead)
                    _ = network.lossAndGradients(
                        X, classes, in: &workspace, descent: descent, on: backend,
                        readAhead: { reader.read(next(), of: dataset, into: &ahead, ahead: true, on: backend) })
                }
            ),
        ]
    }
}

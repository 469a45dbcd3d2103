import Components
import Data
import Experiments
import Network
import Tensor

/// One update of a network, whole and by its parts, on generated images of the configuration's shape.
public struct StepBenchmark {
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
    public init(
        _ configuration: RunConfiguration, _ registry: Registry, dimensions d: Int = 3072, roofline: Roofline? = nil
    ) throws {
        network = Network(try RunComponents(configuration, registry).network(inputs: d, classes: 10))
        backend = try Backend(threads: configuration.threads, gemm: configuration.gemm)
        batch = configuration.batchSize
        let images = max(5000, 3 * batch)
        var random = Random(seed: 1, purpose: .data)
        let pixels = (0..<images * d / 8 + 1).flatMap { _ in
            withUnsafeBytes(of: random.next()) { Array($0) }
        }
        dataset = Dataset(
            name: "random", features: .bytes(Array(pixels.prefix(images * d))),
            labels: (0..<images).map { Int32($0 % 10) }, classNames: (0..<10).map(String.init), dimensions: d,
            imageShape: nil)
        reader = BatchReader(try Normalizer(.perDimension, fittedTo: Subset(dataset)))
        order = random.permutation(images)
        peak = roofline?.floatPeak
    }

    /// The parts of a step and the whole of it, each measured alone.
    ///
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    public func rows(repeats: Int) throws -> [BenchmarkRow] {
        var (X, labels, workspace) = (Matrix<Float>(rows: 0, columns: network.inputs), [Int32](), Workspace(network))
        var at = 0
        func next() -> ArraySlice<Int32> {
            at = (at + batch) % (order.count - batch)
            return order[at..<at + batch]
        }
        reader.read(next(), of: dataset, into: &X, on: backend)
        Subset(dataset).read(labels: &labels, at: order[at..<at + batch])
        _ = network.lossAndGradients(X, labels: labels, in: &workspace, on: backend)
        var ahead = X
        let count = network.layers.count
        let descent = Descent(eta: 1e-9, lambda: 0.01)
        let scores = workspace.scores
        var dS = scores
        let shape =
            "batch \(batch), \(network.inputs)-\(network.layers.map { String($0.outputs) }.joined(separator: "-"))"
        func row(_ name: String, operations: Double = 0, peak: Double? = nil, _ work: () -> Void) throws -> BenchmarkRow
        {
            BenchmarkRow(
                name, shape: shape, try Measurement.of(repeats: repeats, work), operations: operations, peak: peak)
        }
        let first = 2 * Double(batch) * Double(network.inputs) * Double(network.layers[0].outputs)
        return [
            try row("im2vec") { reader.read(next(), of: dataset, into: &X, on: backend) },
            try row("first layer forward", operations: first, peak: peak) {
                network.forward(X, .training, layers: 0..<1, in: &workspace, on: backend)
            },
            try row("other layers forward") {
                network.forward(X, .training, layers: 1..<count, in: &workspace, on: backend)
            },
            try row("softmax, loss and gradient") {
                _ = SoftmaxCrossEntropy.gradient(scores: scores, labels: labels, into: &dS)
            },
            try row("other layers backward, with their step") {
                network.backward(X, layers: 1..<count, in: &workspace, descent: descent, on: backend)
            },
            try row("first layer backward, with its step", operations: first, peak: peak) {
                network.backward(X, layers: 0..<1, in: &workspace, descent: descent, on: backend)
            },
            try row(
                "whole step", operations: Double(batch) * network.operationsPerSample(isTraining: true), peak: peak
            ) {
                swap(&X, &ahead)
                _ = network.lossAndGradients(
                    X, labels: labels, in: &workspace, descent: descent, on: backend,
                    readAhead: { reader.read(next(), of: dataset, into: &ahead, ahead: true, on: backend) })
            },
        ]
    }
}

import Components
import Data
import Exports
import Network
import Standard
import Tensor
import TestSupport
import Training

/// A network with drawn weights and moments, and samples to ask it about.
struct ExampleNetwork<S: Scalar> {
    let network: Network<S>
    let model: ModelFile
    let graph: InferenceGraph
    let samples: Subset
    /// The probabilities that the library itself computes, n x K.
    let probabilities: Matrix<S>

    /// Names that a compiler could stumble over.
    static var classNames: [String] { ["shirt", "a \"quoted\"\\ name", "what??/", "Größe 12"] }

    /// - Parameters:
    ///   - normalize: a preprocessing, by its name.
    ///   - asBytes: whether the samples are images of 2 planes of 3 x 3 bytes; otherwise they are 18 other numbers.
    init(
        activation: String, placement: String, normalize: String = "standardize", hidden: [Int] = [7, 5],
        asBytes: Bool = true, registry: Registry? = nil
    ) throws {
        let registry = try registry ?? Standard.registry()
        let backend = try Backend(threads: 1)
        var random = Random.forTest(11)
        let classes = Self.classNames.count
        samples = ExampleNetwork.samples(asBytes: asBytes, using: &random)
        network = Network<S>(
            NetworkDescription(
                inputs: 18, hidden: hidden, classes: classes, activation: try registry.activation(activation),
                placement: try registry.placement(placement), initializer: try registry.initializer("he"),
                seed: testSeed,
                dropout: 0.3, inputDropout: 0.1))
        for parameter in network.parameters {
            var value = Matrix<S>.random(parameter.value.rows, parameter.value.columns, scale: 0.6, using: &random)
            if parameter.name.hasSuffix("gamma") { value.apply { $0 + 1 } }
            parameter.value = value
        }
        for buffer in network.buffers where buffer.name.contains("running") {
            var value = Matrix<S>.random(1, buffer.value.columns, scale: 0.5, using: &random)
            if buffer.name.hasSuffix("Variance") { value.apply { $0 * $0 + S(0.3) } }
            buffer.value = value
        }
        let normalizer = try Normalizer(
            registry.preprocessing(normalize).transform, fittedTo: samples, on: backend)
        model = ModelFile(
            normalizer: normalizer, classNames: Self.classNames, imageShape: samples.dataset.imageShape)
        graph = try InferenceGraph(network, model, activation: activation, registry)
        probabilities = Evaluator(network, batchSize: 4, on: backend).probabilities(
            network, on: try normalizer.prepared(samples, on: backend), reader: BatchReader(normalizer))
    }

    private static func samples(asBytes: Bool, using random: inout Random) -> Subset {
        let count = 18 * 30
        let features: Dataset.Features =
            asBytes
            ? .bytes((0..<count).map { _ in UInt8(random.integer(below: 256)) })
            : .floats((0..<count).map { _ in Float(3 + 20 * random.normal()) })
        return Subset(
            Dataset(
                name: "example", features: features, labels: (0..<30).map { Int32($0 % 4) }, classNames: classNames,
                dimensions: 18, imageShape: asBytes ? ImageShape(channels: 2, height: 3, width: 3) : nil))
    }

    /// The samples as a program reads them from a raw file; empty for numbers.
    var bytes: [UInt8] {
        if case .bytes(let pixels) = samples.dataset.features { pixels } else { [] }
    }

    /// The samples as lines of numbers.
    var lines: String {
        let values: [Float] =
            switch samples.dataset.features {
            case .bytes(let pixels): pixels.map(Float.init)
            case .floats(let values): values
            }
        return (0..<samples.count).map { i in
            values[i * 18..<(i + 1) * 18].map { "\(Double($0))" }.joined(separator: " ") + "\n"
        }.joined()
    }
}

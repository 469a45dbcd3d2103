import Components
import Tensor

/// What a K-layer fully connected classifier is made of.
public struct NetworkDescription: Sendable {
    /// Features of the input, d.
    public var inputs: Int
    /// Units of each hidden layer; empty for a linear classifier.
    public var hidden: [Int]
    /// Classes K, the features of the output.
    public var classes: Int
    /// The non-linearity of the hidden layers.
    public var activation: any Activation
    /// Whether and where batch normalisation stands.
    public var placement: any Placement
    /// How the weights start.
    public var initializer: any Initializer
    /// The seed of the initial weights.
    public var seed: UInt64
    /// The share of the units of each hidden layer that is dropped in training, from 0 to below 1.
    public var dropout: Double
    /// The share of the inputs that is dropped in training, from 0 to below 1.
    public var inputDropout: Double
    /// Whether batch normalisation followed by ReLU runs as one kernel.
    public var isFused: Bool

    /// Number of weights and biases; gamma and beta come on top of it.
    public var weightCount: Double {
        let widths = ([inputs] + hidden + [classes]).map(Double.init)
        return zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    }

    /// A description; see the properties.
    public init(
        inputs: Int, hidden: [Int], classes: Int, activation: any Activation, placement: any Placement,
        initializer: any Initializer, seed: UInt64, dropout: Double = 0, inputDropout: Double = 0,
        isFused: Bool = true
    ) {
        self.inputs = inputs
        self.hidden = hidden
        self.classes = classes
        self.activation = activation
        self.placement = placement
        self.initializer = initializer
        self.seed = seed
        self.dropout = dropout
        self.inputDropout = inputDropout
        self.isFused = isFused
    }
}

/// A fully connected classifier: hidden layers in the order of its placement, then a linear layer that gives K scores.
///
/// Scores become probabilities by softmax; the loss is the mean cross-entropy, see ``SoftmaxCrossEntropy``.
public final class Network<S: Scalar> {
    /// The stages in the order in which the signal passes them.
    public let layers: [any Layer<S>]
    /// Features of the input, d.
    public let inputs: Int
    /// Everything learned, from the first layer to the last.
    public let parameters: [Parameter<S>]
    /// Everything kept besides.
    public let buffers: [Buffer<S>]
    /// The outputs of each layer.
    let widths: [Int]
    /// The first layer, where that can read images as bytes.
    private let first: Linear<S>?
    /// The position of the first layer that learns; the gradient by its input is never needed.
    public let firstLearning: Int

    /// A network of these stages.
    public init(inputs: Int, layers: [any Layer<S>]) {
        self.inputs = inputs
        self.layers = layers
        widths = layers.map { $0.outputs }
        first = layers.first as? Linear<S>
        // Closures, as a key path into an existential layer stops the compiler of Swift 6.3.
        parameters = layers.flatMap { $0.parameters }
        buffers = layers.flatMap { $0.buffers }
        firstLearning = layers.firstIndex { !$0.parameters.isEmpty } ?? 0
    }

    /// Classes K.
    public var classes: Int { layers.last?.outputs ?? inputs }
    /// Number of learned values.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

    /// Sum of W^2 over all weights, which lambda multiplies in the cost.
    public var sumOfSquaredWeights: Double {
        parameters.filter(\.isRegularized).reduce(0) { $0 + $1.value.sumOfSquares }
    }

    /// Whether the first layer can read images as bytes.
    public func readsImages(on backend: Backend) -> Bool {
        first.map { backend.readsImages(outputs: $0.outputs) } ?? false
    }

    /// The outputs of the layers for a batch (n x d); the last one holds the scores (n x K).
    ///
    /// - Parameters:
    ///   - batch: the samples, n x d.
    ///   - phase: whether the pass is for learning or for use.
    ///   - range: which layers, where the workspace holds the outputs of those in front of them; nil for all.
    ///   - workspace: room for the outputs of this network, kept from step to step.
    ///   - backend: what computes.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward(
        _ batch: Batch<S>, _ phase: Phase, layers range: Range<Int>? = nil, in workspace: inout Workspace<S>,
        on backend: Backend
    ) {
        for i in range ?? 0..<layers.count {
            if i == 0, let images = batch.images {
                first!.forward(images, into: &workspace.outputs[0], on: backend)
            } else {
                layers[i].forward(
                    i == 0 ? batch.samples : workspace.outputs[i - 1], into: &workspace.outputs[i], phase, on: backend)
            }
        }
    }

    /// The gradients of all parameters, from the gradient by the scores in the workspace; after a training forward.
    ///
    /// Those of weights that take a step on the way are not kept. The gradient by the input of the first layer that learns
    /// is never computed.
    /// - Parameters:
    ///   - batch: the samples that forward was given.
    ///   - range: which layers, after those behind them; nil for all.
    ///   - workspace: room for the outputs of this network, kept from step to step.
    ///   - descent: a step that the parameters take on the way; nil for the gradients alone.
    ///   - backend: what computes.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward(
        _ batch: Batch<S>, layers range: Range<Int>? = nil, in workspace: inout Workspace<S>, descent: Descent? = nil,
        on backend: Backend
    ) {
        for i in (range ?? 0..<layers.count).reversed() where i >= firstLearning {
            let dY = workspace.gradients[i + 1]!
            if i == 0, let images = batch.images {
                first!.backward(dY, input: images, descent: descent, on: backend)
            } else {
                layers[i].backward(
                    dY, input: i == 0 ? batch.samples : workspace.outputs[i - 1], output: workspace.outputs[i],
                    into: &workspace.gradients[i], descent: descent, on: backend)
            }
        }
    }

    /// The summed loss of a training batch and its gradients; returns also how many samples are right.
    ///
    /// - Parameters:
    ///   - batch: the samples, n x d.
    ///   - targets: what the samples are to be classified as.
    ///   - key: what dropped units are drawn from.
    ///   - workspace: room for the outputs of this network, kept from step to step.
    ///   - descent: a step that the parameters take on the way; nil for the gradients alone.
    ///   - backend: what computes.
    ///   - readAhead: begins to read the next batch. It is called when the first layer, which keeps all workers busy,
    ///     is through, and what it began is finished before that layer's turn comes again.
    public func lossAndGradients(
        _ batch: Batch<S>, _ targets: Targets<S>, key: UInt64 = 0, in workspace: inout Workspace<S>,
        descent: Descent? = nil, on backend: Backend, readAhead: () -> Void = {}
    ) -> (loss: Double, correct: Int) {
        let (phase, second) = (Phase.training(key: key), firstLearning + 1)
        forward(batch, phase, layers: 0..<second, in: &workspace, on: backend)
        readAhead()
        forward(batch, phase, layers: second..<layers.count, in: &workspace, on: backend)
        let result = SoftmaxCrossEntropy.gradient(
            scores: workspace.outputs[layers.count - 1], targets, into: &workspace.gradients[layers.count]!)
        backward(batch, layers: second..<layers.count, in: &workspace, descent: descent, on: backend)
        backend.finishReadingAhead()
        backward(batch, layers: 0..<second, in: &workspace, descent: descent, on: backend)
        return result
    }
}

extension Network {
    /// The outputs of the layers for a batch of numbers X (n x d).
    public func forward(
        _ X: Matrix<S>, _ phase: Phase, layers range: Range<Int>? = nil, in workspace: inout Workspace<S>,
        on backend: Backend
    ) {
        forward(Batch(X), phase, layers: range, in: &workspace, on: backend)
    }

    /// The summed loss of a training batch of numbers and its gradients; returns also how many samples are right.
    public func lossAndGradients(
        _ X: Matrix<S>, _ targets: Targets<S>, key: UInt64 = 0, in workspace: inout Workspace<S>,
        descent: Descent? = nil, on backend: Backend
    ) -> (loss: Double, correct: Int) {
        lossAndGradients(Batch(X), targets, key: key, in: &workspace, descent: descent, on: backend)
    }
}

/// The outputs of the layers for one batch and the gradients by them, kept from step to step.
public struct Workspace<S: Scalar>: Sendable {
    /// The output of each layer, n x its outputs.
    public internal(set) var outputs: [Matrix<S>]
    /// The gradient by the input of each layer, nil up to the first that learns, and by the scores at the end.
    var gradients: [Matrix<S>?]
    private let firstLearning: Int
    private let widths: [Int]

    /// Room for a network; it grows with the first batch.
    public init(_ network: Network<S>) {
        firstLearning = network.firstLearning
        widths = network.widths
        outputs = widths.map { Matrix(rows: 0, columns: $0) }
        gradients = [nil] + outputs.enumerated().map { $0 < network.firstLearning ? nil : $1 }
    }

    /// Whether it is room for this network too.
    public func fits(_ network: Network<S>) -> Bool {
        firstLearning == network.firstLearning && widths == network.widths
    }

    /// The scores, n x K.
    public var scores: Matrix<S> { outputs[outputs.count - 1] }
}

import Components
import Data
import Network
import Platform
import Tensor
import Training

/// A trained network as a plain list of what inference does with a sample, for the formats of other programs.
///
/// A sample of d raw values, pixels 0 ... 255 for images, is normalized, passes the stages one after the other, and
/// ends as K scores. Dropout does nothing in inference and is left out; batch normalization is a stage of its own.
public struct InferenceGraph: Sendable {
    /// The affine map z = W x + b.
    struct Affine: Sendable {
        /// outputs x inputs, and 1 x outputs; in double precision, whatever the network was trained in.
        var W, b: Matrix<Double>
    }

    /// y = gamma (x - mean) / sqrt(variance + epsilon) + beta, each 1 x d.
    struct Normalization: Sendable {
        let gamma, beta, mean, variance: Matrix<Double>
        let epsilon: Double
    }

    /// One thing that is done to the signal.
    enum Stage: Sendable {
        case linear(Affine)
        case normalization(Normalization)
        case activation
    }

    /// How raw values become inputs, and what the scores mean.
    let model: ModelFile
    /// What is done to the inputs, in order.
    private(set) var stages: [Stage]
    /// The non-linearity of the hidden layers, with its options.
    let activation: ComponentOptions
    /// Whether the network was trained in double precision.
    let isDouble: Bool

    /// Raw values in one sample, d.
    var inputs: Int { model.normalizer.mean.count }
    /// The names of the K classes.
    var classNames: [String] { model.classNames }

    /// What a network does in inference.
    ///
    /// - Parameters:
    ///   - network: the trained network.
    ///   - model: how its inputs are normalised and what its outputs mean.
    ///   - activation: the name and the options of its activation, as its configuration has them.
    ///   - registry: what knows that name.
    /// - Throws: ``LabError`` of kind `usage` for an unknown name, or a layer that is none of the library's.
    public init<S: Scalar>(
        _ network: Network<S>, _ model: ModelFile, activation: String, _ registry: Registry
    ) throws {
        let specification = ComponentSpecification(activation)
        guard let entry = registry.entry(.activation, named: specification.name) else {
            throw LabError.unknown("activation", specification.name, choices: registry.names(.activation))
        }
        self.model = model
        self.activation = try ComponentOptions(entry.info, specification)
        isDouble = S.self == Double.self
        stages = try network.layers.flatMap { try InferenceGraph.stages(of: $0) }
    }

    private static func stages<S: Scalar>(of layer: any Layer<S>) throws -> [Stage] {
        switch layer {
        case let linear as Linear<S>:
            [.linear(Affine(W: linear.W.value.converted(), b: linear.b.value.converted()))]
        case let norm as BatchNormalization<S>:
            [
                .normalization(
                    Normalization(
                        gamma: norm.gamma.value.converted(), beta: norm.beta.value.converted(),
                        mean: norm.runningMean.value.converted(), variance: norm.runningVariance.value.converted(),
                        epsilon: norm.epsilon))
            ] + (norm.withReLU ? [.activation] : [])
        case is ActivationLayer<S>: [.activation]
        case is Dropout<S>: []
        default: throw LabError.usage("The layer '\(layer.name)' has no form outside of layerlab.")
        }
    }

    /// The same function with the whitening of the inputs multiplied into the first weights.
    ///
    /// x' = A x and z = W x' + b give z = (W A) x + b; A is symmetric, so that it is the same from both sides.
    func withFoldedWhitening(on backend: Backend) -> InferenceGraph {
        guard let A = model.normalizer.whitening, case .linear(var first) = stages.first else { return self }
        var product = first.W
        product.setProduct(first.W, A.converted(), on: backend)
        first.W = product
        var folded = self
        folded.stages[0] = .linear(first)
        return folded
    }
}

import Components
import Tensor

/// Batch normalisation, alone or fused with the ReLU behind it.
///
/// Training: Y = gamma (X - mean) / sqrt(variance + epsilon) + beta with the mean and the variance (1/n) of the batch,
/// and running = factor * running + (1 - factor) * batch. The first batch starts the running moments.
/// Inference: the same formula with the running moments.
///
/// Source: Ioffe and Szegedy 2015.
public final class BatchNormalization<S: Scalar>: Layer {
    /// What it is called in tables.
    public let name: String
    /// The scale, 1 x d; all ones and not learned without affine.
    public let gamma: Parameter<S>
    /// The shift, 1 x d; all zeros and not learned without affine.
    public let beta: Parameter<S>
    /// The running mean, 1 x d.
    public let runningMean: Buffer<S>
    /// The running variance, 1 x d.
    public let runningVariance: Buffer<S>
    /// How many batches the running moments have seen, 1 x 1.
    public let batches: Buffer<S>

    /// Whether max(., 0) follows in the same kernel.
    public let withReLU: Bool
    private let placement: any Placement
    private var moments: BatchMoments<S>

    /// A layer for d features.
    ///
    /// - Parameters:
    ///   - layer: the name that its parameters start with: `layer1`.
    ///   - d: features of its input and output.
    ///   - placement: epsilon, factor, and whether gamma and beta are learned.
    ///   - withReLU: whether max(., 0) follows in the same kernel.
    public init(layer: String, features d: Int, _ placement: any Placement, withReLU: Bool) {
        name = withReLU ? "\(layer).normalization+relu" : "\(layer).normalization"
        gamma = Parameter("\(layer).gamma", Matrix(rows: 1, columns: d, repeating: 1))
        beta = Parameter("\(layer).beta", Matrix(rows: 1, columns: d))
        runningMean = Buffer("\(layer).runningMean", Matrix(rows: 1, columns: d))
        runningVariance = Buffer("\(layer).runningVariance", Matrix(rows: 1, columns: d, repeating: 1))
        batches = Buffer("\(layer).batches", Matrix(rows: 1, columns: 1))
        self.placement = placement
        self.withReLU = withReLU
        moments = BatchMoments(columns: d)
    }

    /// The epsilon under the square root.
    public var epsilon: Double { placement.epsilon }
    /// Features of its output.
    public var outputs: Int { gamma.value.columns }
    /// gamma and beta, where they are learned.
    public var parameters: [Parameter<S>] { placement.isAffine ? [gamma, beta] : [] }
    /// The running moments.
    public var buffers: [Buffer<S>] { [runningMean, runningVariance, batches] }

    /// Normalises with the moments that belong to the phase.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend) {
        if phase.isTraining {
            Y.setBatchNorm(
                X, gamma: gamma.value, beta: beta.value, epsilon: placement.epsilon, relu: withReLU, moments: &moments)
            updateRunningMoments()
        } else {
            let (scale, shift) = inferenceMap()
            Y.setScaled(X, by: scale, plus: shift)
            if withReLU { Y.applyReLU() }
        }
    }

    /// dX, dgamma and dbeta; see ``Matrix/setBatchNormGradient(_:input:reluOutput:gamma:moments:dGamma:dBeta:)``.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend
    ) {
        dX?.setBatchNormGradient(
            dY, input: X, reluOutput: withReLU ? Y : nil, gamma: gamma.value, moments: moments,
            dGamma: &gamma.gradient, dBeta: &beta.gradient)
        guard placement.isAffine else { return }
        gamma.take(descent)
        beta.take(descent)
    }

    /// The kink of the ReLU that is fused, met where its output leaves zero.
    public func kinks(input X: Matrix<S>, output Y: Matrix<S>) -> (points: [Double], signal: Matrix<S>)? {
        withReLU ? ([0], Y) : nil
    }

    /// Normalisation with the running moments as one map by column: Y = X scale + shift.
    ///
    /// scale = gamma / sqrt(runningVariance + epsilon), shift = beta - runningMean scale; each 1 x d.
    public func inferenceMap() -> (scale: Matrix<S>, shift: Matrix<S>) {
        var scale = gamma.value
        var shift = beta.value
        let epsilon = S(placement.epsilon)
        scale.map(gamma.value, runningVariance.value) { gamma, variance in gamma / (variance + epsilon).squareRoot() }
        shift.map(runningMean.value, scale) { mean, scale in mean * scale }
        shift.map(beta.value, shift) { beta, shift in beta - shift }
        return (scale, shift)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    private func updateRunningMoments() {
        let past = batches.value[0, 0] == 0 ? 0 : S(placement.factor)
        batches.value[0, 0] += 1
        runningMean.value.combine(past, with: moments.mean, 1 - past)
        runningVariance.value.combine(past, with: moments.variance, 1 - past)
    }
}

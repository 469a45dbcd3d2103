import Tensor

/// Anything that is chosen by name at run time: a record and a constructor.
public protocol Component: Sendable {
    /// The record.
    static var info: ComponentInfo { get }
    /// Makes the component from checked options.
    init(_ options: ComponentOptions) throws
}

/// An elementwise non-linearity A = f(Z).
public protocol Activation: Sendable {
    /// A (n x d) = f(Z).
    func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>)
    /// dZ (n x d) = dA * f'(Z), given the input Z and the output A of the forward pass.
    func backward<S: Scalar>(_ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>)
    /// Whether this is max(Z, 0), which the C core fuses with batch normalisation.
    var isReLU: Bool { get }
    /// The factor g of Var(W) = g / inputs that keeps the variance of the signal behind this activation: 2 for ReLU
    /// (He et al. 2015), 1 for functions that are the identity near zero.
    var gain: Double { get }
    /// The points where f' jumps, such as 0 for ReLU; everywhere else f' is promised to be continuous. A gradient check
    /// reports the units that cross one of them between its two evaluations.
    var kinks: [Double] { get }
    /// The points where the formula changes, the kinks among them; between them f has all derivatives.
    var seams: [Double] { get }
}

extension Activation {
    /// Most activations are not.
    public var isReLU: Bool { false }
    /// As for the identity.
    public var gain: Double { 1 }
    /// Smooth everywhere.
    public var kinks: [Double] { [] }
    /// Most formulas change at kinks only.
    public var seams: [Double] { kinks }
}

/// Where batch normalisation stands in a hidden layer.
public protocol Placement: Sendable {
    /// The parts of one hidden layer, in the order in which the signal passes them.
    var order: [LayerPart] { get }
    /// The epsilon under the square root: 1 / sqrt(variance + epsilon).
    var epsilon: Double { get }
    /// The weight of the past in the running moments: running = factor * running + (1 - factor) * batch.
    var factor: Double { get }
    /// Whether gamma and beta are learned; without them the output is the normalised signal itself.
    var isAffine: Bool { get }
}

/// A part of a hidden layer.
public enum LayerPart: Sendable, Equatable {
    /// Z = X W^T + b.
    case linear
    /// Batch normalisation.
    case normalization
    /// The activation.
    case activation
}

/// How long a training is, in steps; what schedules that have an end are measured against.
public struct TrainingLength: Sendable, Equatable {
    /// Updates in all.
    public let steps: Int
    /// Updates in one pass over the training samples.
    public let stepsPerEpoch: Int

    /// A length of so many steps.
    public init(steps: Int, stepsPerEpoch: Int) {
        self.steps = steps
        self.stepsPerEpoch = stepsPerEpoch
    }
}

/// The learning rate as a pure function of the step.
public protocol Schedule: Sendable {
    /// The rate eta of the update number `step`, counted from 0.
    func rate(at step: Int, of length: TrainingLength) -> Double
    /// The bounds that no rate ever leaves.
    var range: ClosedRange<Double> { get }
    /// Steps in one cycle, for schedules that cycle; nil for the others.
    var cycleLength: Int? { get }
}

extension Schedule {
    /// Most schedules do not cycle.
    public var cycleLength: Int? { nil }
}

/// The distribution of initial weights.
public protocol Initializer: Sendable {
    /// Fills W (outputs x inputs), which comes as zeros.
    ///
    /// - Parameters:
    ///   - W: the weights, outputs x inputs.
    ///   - gain: the gain of the network's activation, see ``Activation/gain``.
    ///   - random: the stream that is drawn from.
    func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random)
}

/// What an optimiser knows about the update of one tensor.
public struct UpdateContext: Sendable {
    /// The learning rate eta.
    public let rate: Double
    /// 2 * lambda for weights, 0 for other tensors: the gradient of the cost is gradient + decay * value.
    public let decay: Double
    /// The number of this update, counted from 0.
    public let step: Int

    /// Makes a context.
    public init(rate: Double, decay: Double, step: Int) {
        self.rate = rate
        self.decay = decay
        self.step = step
    }
}

/// The rule that turns a gradient into an update.
public protocol Optimizer: Sendable {
    /// The names of the tensors it keeps for each parameter, such as `velocity`; they start at zero.
    var stateNames: [String] { get }
    /// Whether this is W -= eta (dW + decay W) and nothing else, which the C core does in one pass with dW.
    var isPlainDescent: Bool { get }
    /// Updates a parameter in place.
    ///
    /// - Parameters:
    ///   - value: the parameter, any shape.
    ///   - gradient: the gradient of the mean loss by it, without the L2 term; the same shape.
    ///   - state: one tensor of the parameter's shape for each of ``stateNames``.
    ///   - context: the rate, the decay and the number of the step.
    func update<S: Scalar>(
        _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext)
}

extension Optimizer {
    /// Most optimizers are not.
    public var isPlainDescent: Bool { false }
}

/// A random change of a training batch; never applied in inference.
public protocol Augmentation: Sendable {
    /// Refuses data that it cannot change.
    ///
    /// - Parameter shape: how a sample is an image; nil for data that are no images.
    /// - Throws: ``LabError`` of kind `usage`.
    func check(shape: ImageShape?) throws

    /// Changes a normalised batch X (n x d) in place.
    ///
    /// - Parameters:
    ///   - X: the batch, n x d, normalized.
    ///   - shape: how a row is an image (planes, rows, columns); nil for data that are no images.
    ///   - random: the stream of this step; the result depends on nothing else.
    ///   - backend: who helps; not on how many they are.
    func apply<S: Scalar>(to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend)

    /// Whether it leaves every batch as it is, so that images may stay bytes on their way into the network.
    var isIdentity: Bool { get }

    /// Changes a batch together with what its samples are to be classified as.
    ///
    /// Only augmentations that mix samples have to write this one; the others leave the targets alone.
    func apply<S: Scalar>(
        to X: inout Matrix<S>, _ targets: inout Targets<S>, shape: ImageShape?, using random: inout Random,
        on backend: Backend)

    /// Whether another random stream changes a batch in another way; false where the options leave nothing to chance.
    var isRandom: Bool { get }

    /// By how much the mean of a batch may move, in standard deviations of the batch, besides what chance does.
    var meanDrift: Double { get }
}

extension Augmentation {
    /// Most augmentations change something.
    public var isIdentity: Bool { false }
    /// Most augmentations leave the mean where it is.
    public var meanDrift: Double { 0 }
    /// Most augmentations leave something to chance.
    public var isRandom: Bool { true }
    /// Most augmentations take any data.
    public func check(shape: ImageShape?) throws {}
    /// Most augmentations leave the targets where they are.
    public func apply<S: Scalar>(
        to X: inout Matrix<S>, _ targets: inout Targets<S>, shape: ImageShape?, using random: inout Random,
        on backend: Backend
    ) {
        apply(to: &X, shape: shape, using: &random, on: backend)
    }
}

/// What is minimised beside the L2 term: the mean cross-entropy -sum_k T[k] log P[k] of the probabilities P against
/// targets T, which the component makes of the batch's own.
///
/// Only training does so; in evaluation the loss is the cross-entropy against the labels, so that losses can be compared.
public protocol Loss: Sendable {
    /// Makes of the targets of a batch those that its scores are held against; called once for each training batch.
    func prepare<S: Scalar>(_ targets: inout Targets<S>)
}

import Tensor

/// Whether a pass through the network is for learning or for use; always an argument, never a state of a layer.
public struct Phase: Sendable, Equatable {
    /// What dropped units are drawn from in this pass; nil in inference, where none are dropped.
    public let key: UInt64?

    /// Batch normalisation uses its running moments, nothing is dropped, and nothing changes.
    public static let inference = Phase(key: nil)
    /// Batch normalisation uses the moments of the batch and updates its running moments; units are dropped.
    public static let training = Phase.training(key: 0)
    /// The same; passes with the same key drop the same units.
    public static func training(key: UInt64) -> Phase { Phase(key: key) }

    /// Whether the pass is for learning.
    public var isTraining: Bool { key != nil }
}

/// A learned tensor with the gradient of the loss by it.
public final class Parameter<S: Scalar> {
    /// Its name in files and tables: `layer1.W`.
    public let name: String
    /// The value.
    public var value: Matrix<S>
    /// The gradient of the mean loss of the last backward pass, without the L2 term; the shape of the value.
    public var gradient: Matrix<S>
    /// Whether the L2 term of the cost counts it: true for W, false for b, gamma and beta.
    public let isRegularized: Bool
    /// Whether it is a vector that is kept as a matrix of one row, as b, gamma and beta are; W of one unit is none.
    public var isVector: Bool { !isRegularized && value.rows == 1 }

    /// The factor of the value in the gradient of the cost: 2 lambda for W, by the L2 term lambda * sum of W^2, else 0.
    public func decay(lambda: Double) -> Double { isRegularized ? 2 * lambda : 0 }

    /// A parameter with a zero gradient.
    public init(_ name: String, _ value: Matrix<S>, isRegularized: Bool = false) {
        self.name = name
        self.value = value
        self.isRegularized = isRegularized
        gradient = Matrix(rows: value.rows, columns: value.columns)
    }
}

/// State that training changes without learning it by gradient, such as running moments.
public final class Buffer<S: Scalar> {
    /// Its name in files: `layer1.runningMean`.
    public let name: String
    /// The value.
    public var value: Matrix<S>
    /// Whether it is a vector that is kept as a matrix of one row, as running moments are.
    public var isVector: Bool { value.rows == 1 }

    /// A buffer with its first value.
    public init(_ name: String, _ value: Matrix<S>) {
        self.name = name
        self.value = value
    }
}

/// A plain step of gradient descent on the cost: value -= eta * (gradient + decay * value).
public struct Descent: Sendable {
    /// The learning rate.
    public let eta: Double
    /// The factor of the L2 term.
    public let lambda: Double

    /// A step with this rate.
    public init(eta: Double, lambda: Double) {
        self.eta = eta
        self.lambda = lambda
    }
}

extension Parameter {
    /// Takes a step, where there is one, with the gradient that was just computed.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func take(_ descent: Descent?) {
        guard let descent else { return }
        value.descend(gradient, eta: descent.eta, decay: decay(lambda: descent.lambda))
    }
}

/// One stage of the network: Y = f(X), and the gradients of the loss by its parameters and its input.
///
/// A layer keeps no batch: forward and backward are handed X and Y by the network, which owns them.
public protocol Layer<S>: AnyObject {
    /// The number type that it computes in.
    associatedtype S: Scalar

    /// What it is called in tables: `layer1.linear`.
    var name: String { get }
    /// Features of its output.
    var outputs: Int { get }
    /// What it learns.
    var parameters: [Parameter<S>] { get }
    /// What it keeps besides.
    var buffers: [Buffer<S>] { get }

    /// Y (n x outputs) = f(X).
    func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend)

    /// Sets the gradients of the parameters, and dX unless that is nil, from dY and what forward saw in training.
    ///
    /// - Parameters:
    ///   - dY: the gradient by the output, n x outputs.
    ///   - X: what forward was given, n x inputs.
    ///   - Y: what forward gave, n x outputs.
    ///   - dX: takes the gradient by the input, n x inputs; nil where nobody needs it.
    ///   - descent: a step of gradient descent that the parameters take at once, after dX was computed from them; their
    ///     gradients need not be kept. Nil to leave the parameters where they are.
    ///   - backend: what computes.
    func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend)

    /// The points of the input or the output at which the layer's derivative jumps, and the signal to compare with them.
    ///
    /// A unit that lies on different sides of such a point in two passes has crossed a kink between them.
    func kinks(input X: Matrix<S>, output Y: Matrix<S>) -> (points: [Double], signal: Matrix<S>)?
}

extension Layer {
    /// Most layers are smooth.
    public func kinks(input X: Matrix<S>, output Y: Matrix<S>) -> (points: [Double], signal: Matrix<S>)? { nil }
    /// Most layers learn nothing.
    public var parameters: [Parameter<S>] { [] }
    /// Most layers keep nothing.
    public var buffers: [Buffer<S>] { [] }
}

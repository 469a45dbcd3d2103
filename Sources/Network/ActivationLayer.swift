import Components
import Tensor

/// An elementwise non-linearity as a layer.
public final class ActivationLayer<S: Scalar>: Layer {
    /// What it is called in tables.
    public let name: String
    /// Features of its output.
    public let outputs: Int
    /// The non-linearity.
    public let activation: any Activation

    /// The layer of an activation.
    public init(layer: String, outputs: Int, _ activation: any Activation) {
        name = "\(layer).activation"
        self.outputs = outputs
        self.activation = activation
    }

    /// Y = f(X).
    public func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend) {
        activation.forward(X, into: &Y)
    }

    /// dX = dY f'(X).
    public func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend
    ) {
        guard dX != nil else { return }
        activation.backward(dY, input: X, output: Y, into: &dX!)
    }

    /// The kinks of the activation, met by its input.
    public func kinks(input X: Matrix<S>, output Y: Matrix<S>) -> (points: [Double], signal: Matrix<S>)? {
        activation.kinks.isEmpty ? nil : (activation.kinks, X)
    }
}

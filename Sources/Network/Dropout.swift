import Tensor

/// Dropout: in training a random share of the units is put to zero and the others are scaled up by 1 / (1 - share), so
/// that the expectation stays; in inference nothing is done.
///
/// Which units are dropped is a function of the pass's key, the layer's number and the place of the unit in the batch:
/// the mask is never stored, backward draws it again, and it is the same at any number of threads.
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014; scaled in training as in its section 10.
public final class Dropout<S: Scalar>: Layer {
    /// What it is called in tables.
    public let name: String
    /// Features of its output.
    public let outputs: Int
    /// The share of the units that is dropped, from 0 to below 1.
    public let share: Double
    /// The number of the hidden layer in front of it; 0 for the input.
    public let number: Int
    /// The key of the layer's mask in the last training pass.
    private var key: UInt64 = 0

    /// The layer behind hidden layer `number`; 0 for the input.
    public init(number: Int, outputs: Int, share: Double) {
        name = number == 0 ? "input.dropout" : "layer\(number).dropout"
        self.number = number
        self.outputs = outputs
        self.share = share
    }

    /// Y = mask X / (1 - share) in training, X in inference.
    public func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend) {
        guard let passKey = phase.key else { return Y.assign(X) }
        var stream = Random(seed: passKey, purpose: .dropout, position: number)
        key = stream.next()
        Y.setDropout(of: X, share: share, key: key, on: backend)
    }

    /// dX = mask dY / (1 - share), with the mask of the last training pass.
    public func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend
    ) {
        dX?.setDropout(of: dY, share: share, key: key, on: backend)
    }
}

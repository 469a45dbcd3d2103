import Tensor

/// The affine map Y = X W^T + b.
///
/// X is n x inputs, W is outputs x inputs, b is 1 x outputs, Y is n x outputs. Column by column this is the course's
/// s = W x + b. W is stored with one output a row, so that both large products, X W^T and dY^T X, run along rows.
public final class Linear<S: Scalar>: Layer {
    /// What it is called in tables.
    public let name: String
    /// The weights, outputs x inputs.
    public let W: Parameter<S>
    /// The bias, 1 x outputs.
    public let b: Parameter<S>

    /// A layer with these weights and this bias.
    ///
    /// - Parameters:
    ///   - layer: the name that its parameters start with: `layer1`.
    ///   - b: nil for zeros.
    public init(layer: String, W: Matrix<S>, b: Matrix<S>? = nil) {
        name = "\(layer).linear"
        self.W = Parameter("\(layer).W", W, isRegularized: true)
        self.b = Parameter("\(layer).b", b ?? Matrix(rows: 1, columns: W.rows))
    }

    /// Features of its output.
    public var outputs: Int { W.value.rows }
    /// W and b.
    public var parameters: [Parameter<S>] { [W, b] }

    /// Y = X W^T + b.
    public func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend) {
        Y.setProduct(X, W.value, transposeB: true, on: backend)
        Y.addToRows(b.value)
    }

    /// dX = dY W, dW = dY^T X, db = the column sums of dY; a step on W is taken in the same pass as dW.
    public func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend
    ) {
        dX?.setProduct(dY, W.value, on: backend)
        if let descent {
            W.value.descend(
                &W.gradient, product: dY, transposeA: true, X, eta: descent.eta,
                decay: W.decay(lambda: descent.lambda), on: backend)
        } else {
            W.gradient.setProduct(dY, transposeA: true, X, on: backend)
        }
        b.gradient.setColumnSums(of: dY)
        b.take(descent)
    }
}

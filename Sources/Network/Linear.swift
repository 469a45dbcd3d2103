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
    ///   - W: the weights, outputs x inputs.
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
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend) {
        Y.setProduct(X, W.value, transposeB: true, on: backend)
        Y.addToRows(b.value)
    }

    /// Y = X W^T + b for images that stay bytes.
    func forward(_ X: ImageBatch<S>, into Y: inout Matrix<S>, on backend: Backend) {
        Y.setProduct(X, transposeB: W.value, on: backend)
        Y.addToRows(b.value)
    }

    /// dX = dY W, dW = dY^T X, db = the column sums of dY; a step on W is taken in place of dW, which is then not kept.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend
    ) {
        dX?.setProduct(dY, W.value, on: backend)
        learnWeights(descent) { $0.setProduct(dY, transposeA: true, X, alpha: $1, beta: $2, on: backend) }
        learnBias(dY, descent)
    }

    /// The same for images that stay bytes.
    func backward(_ dY: Matrix<S>, input X: ImageBatch<S>, descent: Descent?, on backend: Backend) {
        learnWeights(descent) { $0.setProduct(transposeA: dY, X, alpha: $1, beta: $2, on: backend) }
        learnBias(dY, descent)
    }

    /// dW = the product, or W = (1 - eta decay) W - eta times it.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private func learnWeights(
        _ descent: Descent?, _ setProduct: (_ out: inout Matrix<S>, _ alpha: S, _ beta: S) -> Void
    ) {
        guard let descent else { return setProduct(&W.gradient, 1, 0) }
        setProduct(&W.value, S(-descent.eta), S(1 - descent.eta * W.decay(lambda: descent.lambda)))
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func learnBias(_ dY: Matrix<S>, _ descent: Descent?) {
        b.gradient.setColumnSums(of: dY)
        b.take(descent)
    }
}

import Tensor

extension Network {
    /// The scores (n x K) of a batch X (n x d), in inference.
    ///
    /// Training keeps its outputs in a ``Workspace`` in place of this, which allocates them.
    public func scores(_ X: Matrix<S>, on backend: Backend) -> Matrix<S> {
        var workspace = Workspace(self)
        forward(X, .inference, in: &workspace, on: backend)
        return workspace.scores
    }

    /// The probabilities P = softmax(scores) (n x K) of a batch X (n x d), in inference.
    public func probabilities(_ X: Matrix<S>, on backend: Backend) -> Matrix<S> {
        scores(X, on: backend).softmax
    }
}

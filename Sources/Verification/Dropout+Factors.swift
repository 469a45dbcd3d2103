import Components
import Network
import Tensor

extension Dropout {
    /// What a training pass of the checks multiplies each entry of a batch of n samples by: 0 or 1 / (1 - share).
    ///
    /// The mask has no formula to be checked against; it is what the layer draws, and the same in every pass with the key.
    func factors(_ n: Int, on backend: Backend) -> [Double] {
        let layer = Dropout(number: number, outputs: outputs, share: share)
        var Y = Matrix<S>(rows: n, columns: outputs)
        layer.forward(Matrix(rows: n, columns: outputs, repeating: 1), into: &Y, .training, on: backend)
        return Y.entries.map { Double($0) }
    }
}

extension Targets {
    /// The shares of the classes by sample, those of plain labels as well.
    var shareRows: [[Double]] {
        var soft = self
        soft.soften()
        return (0..<count).map { soft.shares.row($0).map { Double($0) } }
    }
}

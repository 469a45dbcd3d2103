import Platform
import Tensor

extension Normalizer {
    /// X (n x d), the inputs of a network: each sample flattened to a row (im2vec), normalized, and whitened where asked.
    ///
    /// Training reads batch after batch with a ``BatchReader`` in place of this, into the same block of memory.
    /// - Parameters:
    ///   - subset: samples as they were read.
    ///   - backend: what computes.
    /// - Throws: ``LabError`` of kind `usage` where whitening the samples would take too much memory.
    public func inputs<S: Scalar>(of subset: Subset, on backend: Backend) throws -> Matrix<S> {
        let prepared = try prepared(subset, on: backend)
        var X = Matrix<S>(rows: 0, columns: mean.count)
        BatchReader<S>(self).read(prepared.positions[...], of: prepared.dataset, into: &X, on: backend)
        return X
    }
}

import Data
import Network
import Tensor

/// Runs a network in inference over many samples, in batches of a fixed size.
///
/// The bits of a score depend on the batch that the sample stands in, so the batch size is part of a result.
public struct Evaluator<S: Scalar> {
    /// Samples in one batch.
    public let batchSize: Int
    private let backend: Backend
    private var X: Matrix<S>
    private var workspace: Workspace<S>

    /// An evaluator for networks of this shape.
    public init(_ network: Network<S>, batchSize: Int, on backend: Backend) {
        self.batchSize = batchSize
        self.backend = backend
        X = Matrix(rows: 0, columns: network.inputs)
        workspace = Workspace(network)
    }

    /// Loss, cost and accuracy on a subset.
    public mutating func metrics(
        _ network: Network<S>, on subset: Subset, reader: BatchReader<S>, lambda: Double
    ) -> Metrics {
        var loss = 0.0
        var correct = 0
        forEachBatch(network, subset, reader) { scores, labels in
            let batch = SoftmaxCrossEntropy.loss(scores: scores, labels: labels)
            loss += batch.loss
            correct += batch.correct
        }
        let mean = loss / Double(subset.count)
        return Metrics(
            loss: mean, cost: mean + lambda * network.sumOfSquaredWeights,
            accuracy: Double(correct) / Double(subset.count))
    }

    /// The class probabilities of each sample, n x K.
    public mutating func probabilities(
        _ network: Network<S>, on subset: Subset, reader: BatchReader<S>
    ) -> Matrix<S> {
        var all: [S] = []
        var P = Matrix<S>(rows: 0, columns: network.classes)
        forEachBatch(network, subset, reader) { scores, _ in
            P.setSoftmax(of: scores)
            all.append(contentsOf: P.entries)
        }
        return Matrix(rows: subset.count, columns: network.classes, all)
    }

    private mutating func forEachBatch(
        _ network: Network<S>, _ subset: Subset, _ reader: BatchReader<S>, _ body: (Matrix<S>, [Int32]) -> Void
    ) {
        for start in stride(from: 0, to: subset.count, by: batchSize) {
            let positions = subset.positions[start..<min(start + batchSize, subset.count)]
            reader.read(positions, of: subset.dataset, into: &X, on: backend)
            network.forward(X, .inference, in: &workspace, on: backend)
            body(workspace.scores, subset.labels(positions))
        }
    }
}

import Data
import Network
import Tensor

/// Runs a network in inference over many samples, in batches of a fixed size.
///
/// Batch normalisation is folded into the weights first. Each worker takes whole batches through all layers, so that
/// a batch stays in its cache. The bits of a score may depend on the batch that the sample stands in, so the batch size
/// is part of a result; the number of workers is not.
public struct Evaluator<S: Scalar> {
    /// Samples in one batch.
    public let batchSize: Int
    private let backend: Backend
    private let lanes: [Lane<S>]

    /// An evaluator for networks of this shape.
    public init(_ network: Network<S>, batchSize: Int, on backend: Backend) {
        self.batchSize = batchSize
        self.backend = backend
        // More lanes than workers, so that a worker that is held up leaves its share to the others.
        let folded = network.folded()
        lanes = (0..<(backend.threads == 1 ? 1 : 4 * backend.threads)).map { _ in Lane(folded) }
    }

    /// Loss, cost and accuracy on a subset.
    public func metrics(
        _ network: Network<S>, on subset: Subset, reader: BatchReader<S>, lambda: Double
    ) -> Metrics {
        let batches = forEachBatch(network, subset, reader) { scores, labels in
            SoftmaxCrossEntropy.loss(scores: scores, labels: labels)
        }
        let mean = batches.reduce(0) { $0 + $1.loss } / Double(subset.count)
        let correct = batches.reduce(0) { $0 + $1.correct }
        return Metrics(
            loss: mean, cost: mean + lambda * network.sumOfSquaredWeights,
            accuracy: Double(correct) / Double(subset.count))
    }

    /// The class probabilities of each sample, n x K.
    public func probabilities(
        _ network: Network<S>, on subset: Subset, reader: BatchReader<S>
    ) -> Matrix<S> {
        let batches = forEachBatch(network, subset, reader) { scores, _ in
            var P = Matrix<S>(rows: 0, columns: scores.columns)
            P.setSoftmax(of: scores)
            return P.entries
        }
        return Matrix(rows: subset.count, columns: network.classes, batches.flatMap { $0 })
    }

    /// What `body` makes of the scores of each batch, in the order of the batches.
    private func forEachBatch<Result>(
        _ network: Network<S>, _ subset: Subset, _ reader: BatchReader<S>, _ body: (Matrix<S>, [Int32]) -> Result
    ) -> [Result] {
        let folded = network.folded()
        let count = (subset.count + batchSize - 1) / batchSize
        let shares = lanes.map { _ in Share<Result>() }
        backend.forEach(lanes.count) { lane in
            lanes[lane].prepare(reader.batch(of: subset.dataset, asImages: folded.readsImages(on: backend)))
            for batch in count * lane / lanes.count..<count * (lane + 1) / lanes.count {
                let positions = subset.positions[batch * batchSize..<min((batch + 1) * batchSize, subset.count)]
                let scores = lanes[lane].scores(folded, positions, of: subset.dataset, reader, backend)
                shares[lane].results.append(body(scores, subset.labels(positions)))
            }
        }
        return shares.flatMap(\.results)
    }
}

/// The batch and the outputs of one share of an evaluation, kept from one evaluation to the next.
private final class Lane<S: Scalar>: @unchecked Sendable {
    private var batch: Batch<S>
    private var workspace: Workspace<S>

    init(_ network: Network<S>) {
        batch = Batch(Matrix(rows: 0, columns: network.inputs))
        workspace = Workspace(network)
    }

    /// Gets ready for an evaluation; a block for numbers is kept.
    func prepare(_ empty: Batch<S>) { batch.images = empty.images }

    func scores(
        _ network: Network<S>, _ positions: ArraySlice<Int32>, of dataset: Dataset, _ reader: BatchReader<S>,
        _ backend: Backend
    ) -> Matrix<S> {
        reader.refer(to: positions, of: dataset, in: &batch, on: backend)
        network.forward(batch, .inference, in: &workspace, on: backend)
        return workspace.scores
    }
}

/// What came of the batches of one lane.
private final class Share<Result> {
    var results: [Result] = []
}

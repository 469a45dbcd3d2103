import Data
import Platform
import Tensor

extension Trainer {
    /// Trains to the end of the plan; returns what the last evaluation measured.
    ///
    /// - Parameter onEvaluation: sees every evaluation, the one before the first step included.
    /// - Throws: ``LabError`` of kind `diverged` where the loss is no longer finite, `badData` where a component has
    ///   failed; what `onEvaluation` throws.
    @discardableResult
    public func train(onEvaluation: (HistoryRow) throws -> Void = { _ in }) throws -> HistoryRow {
        var last: HistoryRow?
        _ = try run { event in
            guard case .evaluation(let row) = event else { return }
            last = row
            try onEvaluation(row)
        }
        return try last ?? evaluate()
    }

    /// Loss, cost and accuracy on samples that are prepared as the trainer's reader wants them.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a component has failed.
    public func metrics(on subset: Subset) throws -> Metrics {
        let metrics = evaluator.metrics(network, on: subset, reader: reader, lambda: plan.lambda)
        try checkComponents()
        return metrics
    }

    /// The probabilities of the K classes (n x K) for samples that are prepared as the trainer's reader wants them.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a component has failed.
    public func probabilities(of subset: Subset) throws -> Matrix<S> {
        let P = evaluator.probabilities(network, on: subset, reader: reader)
        try checkComponents()
        return P
    }
}

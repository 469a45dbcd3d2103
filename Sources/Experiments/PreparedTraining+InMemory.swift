import Components
import Data
import Network
import Platform
import Tensor
import Training

/// Training in memory, without a folder: for programs that look at the network itself.
extension PreparedTraining {
    /// Resolves a configuration, and builds network and trainer on data that are read already.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown component, a wrong option, or values that do not go together.
    public init(_ configuration: RunConfiguration, _ registry: Registry, on splits: Splits) throws {
        let resolved = try configuration.resolved(with: registry)
        try self.init(resolved, RunComponents(resolved, registry), splits)
    }

    /// The same on the data that the configuration names.
    ///
    /// - Throws: ``LabError``, also of kind `io` or `badData` where the data cannot be read.
    public init(_ configuration: RunConfiguration, _ registry: Registry) async throws {
        try self.init(configuration, registry, on: await DataLibrary.load(configuration.dataRequest))
    }

    /// The network that is trained.
    public var network: Network<S> { trainer.network }

    /// The test samples, as they were read.
    public var test: Subset { data.splits.test }

    /// Trains to the end of the plan; see ``Trainer/train(onEvaluation:)``.
    @discardableResult
    public func train(onEvaluation: (HistoryRow) throws -> Void = { _ in }) throws -> HistoryRow {
        try trainer.train(onEvaluation: onEvaluation)
    }

    /// Loss, cost and accuracy on samples as they were read, such as ``test``.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a plugin has failed, of kind `usage` where whitening the samples would
    ///   take too much memory.
    public func metrics(on subset: Subset) throws -> Metrics {
        try trainer.metrics(on: model.normalizer.prepared(subset, on: backend))
    }

    /// The probabilities of the K classes (n x K) for samples as they were read, such as ``test``.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a plugin has failed, of kind `usage` where whitening the samples would
    ///   take too much memory.
    public func probabilities(of subset: Subset) throws -> Matrix<S> {
        try trainer.probabilities(of: model.normalizer.prepared(subset, on: backend))
    }
}

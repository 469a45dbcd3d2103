import Components
import Data
import Tensor
import Training

extension RunFolder {
    /// Loss, cost and accuracy of the kept model on some samples.
    ///
    /// - Throws: ``LabError`` where the model is missing, the samples are of another kind, or a plugin has failed.
    public func metrics(_ configuration: RunConfiguration, _ registry: Registry, on subset: Subset) throws -> Metrics {
        try metrics(configuration.scalarType, configuration, registry, subset)
    }

    /// What the kept model takes some samples for.
    ///
    /// - Throws: ``LabError`` where the model is missing, the samples are of another kind, or a plugin has failed.
    public func confusion(_ configuration: RunConfiguration, _ registry: Registry, on subset: Subset) throws
        -> ConfusionMatrix
    {
        try confusion(configuration.scalarType, configuration, registry, subset)
    }

    private func confusion<S: Scalar>(
        _ type: S.Type, _ configuration: RunConfiguration, _ registry: Registry, _ subset: Subset
    ) throws -> ConfusionMatrix {
        let (run, backend) = try open(type, configuration, registry, for: subset)
        return try run.confusion(on: subset, on: backend)
    }

    private func metrics<S: Scalar>(
        _ type: S.Type, _ configuration: RunConfiguration, _ registry: Registry, _ subset: Subset
    ) throws -> Metrics {
        let (run, backend) = try open(type, configuration, registry, for: subset)
        return try run.metrics(on: subset, on: backend)
    }

    /// The kept model, once it is known to fit the samples, and what computes.
    private func open<S: Scalar>(
        _ type: S.Type, _ configuration: RunConfiguration, _ registry: Registry, for subset: Subset
    ) throws -> (run: SavedRun<S>, backend: Backend) {
        let run = try SavedRun<S>(self, configuration, registry)
        try run.check(subset.dataset)
        return (run, try configuration.backend())
    }
}

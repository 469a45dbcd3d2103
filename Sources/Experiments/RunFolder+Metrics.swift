import Components
import Data
import Tensor
import Training

extension RunFolder {
    /// Loss, cost and accuracy of the kept model on some samples.
    ///
    /// - Throws: ``LabError`` where the model is missing or a plugin has failed.
    public func metrics(_ configuration: RunConfiguration, _ registry: Registry, on subset: Subset) throws -> Metrics {
        try metrics(configuration.scalarType, configuration, registry, subset)
    }

    private func metrics<S: Scalar>(
        _ type: S.Type, _ configuration: RunConfiguration, _ registry: Registry, _ subset: Subset
    ) throws -> Metrics {
        let backend = try Backend(threads: configuration.threads, gemm: configuration.gemm)
        return try SavedRun<S>(self, configuration, registry).metrics(on: subset, on: backend)
    }
}

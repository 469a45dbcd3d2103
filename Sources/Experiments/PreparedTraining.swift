import Components
import Data
import Network
import Platform
import Tensor
import Training

/// A trainer put together from a configuration and its data, and what its model needs besides the network.
public struct PreparedTraining<S: Scalar> {
    /// The trainer, at its first step.
    public let trainer: Trainer<S>
    /// How inputs are normalised and what outputs mean.
    public let model: ModelFile
    /// What computes.
    public let backend: Backend

    /// Builds network, normaliser and trainer.
    ///
    /// - Parameter adjust: may change the plan, and returns another schedule than the configured one, or nil.
    public init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits,
        adjust: (inout TrainingPlan) -> (any Schedule)? = { _ in nil }
    ) throws {
        let dataset = splits.training.dataset
        try components.augmentation.check(shape: dataset.imageShape)
        let normalizer = try Normalizer(configuration.normalization(), fittedTo: splits.training)
        model = ModelFile(normalizer: normalizer, classNames: dataset.classNames, imageShape: dataset.imageShape)
        backend = try Backend(threads: configuration.threads, gemm: configuration.gemm)
        var plan = try components.plan(samples: splits.training.count)
        let schedule = adjust(&plan)
        let description = try components.network(inputs: dataset.dimensions, classes: dataset.classCount)
        trainer = try Trainer(
            Network(description), on: splits,
            reader: BatchReader(normalizer), optimizer: components.optimizer,
            schedule: schedule ?? components.schedule, augmentation: components.augmentation,
            loss: components.loss, plan: plan, backend: backend, fault: components.registry.fault)
    }
}

extension RunConfiguration {
    /// How inputs are normalised.
    func normalization() throws -> Normalizer.Mode {
        guard let mode = Normalizer.Mode(rawValue: normalize) else {
            throw LabError.unknown("normalization", normalize, choices: Normalizer.Mode.allCases.map(\.rawValue))
        }
        return mode
    }
}

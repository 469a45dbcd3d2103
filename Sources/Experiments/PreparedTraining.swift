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
    /// The training samples as the model's reader wants them.
    public let training: Subset
    /// What computes.
    public let backend: Backend

    /// Builds network, normaliser and trainer.
    ///
    /// - Parameters:
    ///   - normalizer: one that is fitted already; nil to fit the configured one to the training samples.
    ///   - adjust: may change the plan, and returns another schedule than the configured one, or nil.
    ///   - observer: told how far the preparation of the inputs has come, where that takes long.
    public init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits,
        normalizer: Normalizer? = nil, adjust: (inout TrainingPlan) -> (any Schedule)? = { _ in nil },
        observer: PreparationObserver = { _ in try Interruption.check() }
    ) throws {
        let dataset = splits.training.dataset
        try components.augmentation.check(shape: dataset.imageShape)
        var plan = try components.plan(samples: splits.training.count)
        let schedule = adjust(&plan)
        let description = try components.network(inputs: dataset.dimensions, classes: dataset.classCount)
        backend = try Backend(threads: configuration.threads, gemm: configuration.gemm)
        let normalizer =
            try normalizer
            ?? Normalizer(
                components.preprocessing.transform, fittedTo: splits.training, on: backend, observer: observer)
        model = ModelFile(normalizer: normalizer, classNames: dataset.classNames, imageShape: dataset.imageShape)
        training = try normalizer.prepared(splits.training, on: backend, observer: observer)
        let validation = try normalizer.prepared(splits.validation, on: backend, observer: observer)
        trainer = try Trainer(
            Network(description),
            on: Splits(training: training, validation: validation, test: splits.test, checksum: splits.checksum),
            reader: BatchReader(normalizer), optimizer: components.optimizer,
            schedule: schedule ?? components.schedule, augmentation: components.augmentation,
            loss: components.loss, plan: plan, backend: backend, fault: components.registry.fault)
    }
}

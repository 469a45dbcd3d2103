import Components
import Data
import Network
import Platform
import Tensor
import Training

/// A trainer put together from a configuration and its data.
public struct PreparedTraining<S: Scalar> {
    /// The trainer, at its first step.
    public let trainer: Trainer<S>
    /// What its samples were made into, which other trainings may share.
    public let data: PreparedData

    /// How inputs are normalised and what outputs mean.
    public var model: ModelFile { data.model }
    /// The training samples as the model's reader wants them.
    public var training: Subset { data.splits.training }
    /// What computes.
    public var backend: Backend { data.backend }

    /// Builds network, normaliser and trainer.
    ///
    /// - Parameters:
    ///   - configuration: the settings, resolved.
    ///   - components: the parts that the settings name.
    ///   - splits: the data.
    ///   - normalizer: one that is fitted already; nil to fit the configured one to the training samples.
    ///   - adjust: may change the plan, and returns another schedule than the configured one, or nil.
    ///   - observer: told how far the preparation of the inputs has come, where that takes long.
    public init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits,
        normalizer: Normalizer? = nil, adjust: (inout TrainingPlan) -> (any Schedule)? = { _ in nil },
        observer: PreparationObserver = { _ in try Interruption.check() }
    ) throws {
        try self.init(configuration, components, splits, adjust) {
            try PreparedData(configuration, components, splits, normalizer: normalizer, observer: observer)
        }
    }

    /// Builds network and trainer on samples that are prepared already, by a configuration that prepares them alike.
    public init(
        _ configuration: RunConfiguration, _ components: RunComponents, sharing data: PreparedData,
        adjust: (inout TrainingPlan) -> (any Schedule)? = { _ in nil }
    ) throws {
        try self.init(configuration, components, data.splits, adjust) { data }
    }

    /// What does not go together is found before the samples are prepared, which may take long.
    private init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits,
        _ adjust: (inout TrainingPlan) -> (any Schedule)?, _ prepare: () throws -> PreparedData
    ) throws {
        let dataset = splits.training.dataset
        try components.augmentation.check(shape: dataset.imageShape)
        var plan = try components.plan(samples: splits.training.count)
        let schedule = adjust(&plan)
        let description = try components.network(inputs: dataset.dimensions, classes: dataset.classCount)
        data = try prepare()
        trainer = try Trainer(
            Network(description), on: data.splits, reader: BatchReader(data.model.normalizer),
            optimizer: components.optimizer, schedule: schedule ?? components.schedule,
            augmentation: components.augmentation, loss: components.loss, plan: plan, backend: data.backend,
            fault: components.registry.fault)
    }
}

/// Samples as a network's reader wants them, and who computes.
public struct PreparedData: Sendable {
    /// How inputs are normalised and what outputs mean.
    public let model: ModelFile
    /// Training and validation as the model's reader wants them; the test split as it was.
    public let splits: Splits
    /// What computes.
    public let backend: Backend

    init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits, normalizer: Normalizer?,
        observer: PreparationObserver
    ) throws {
        let dataset = splits.training.dataset
        let backend = try configuration.backend()
        let normalizer =
            try normalizer
            ?? Normalizer(
                components.preprocessing.transform, fittedTo: splits.training, on: backend, observer: observer)
        func prepared(_ subset: Subset) throws -> Subset {
            try normalizer.prepared(subset, on: backend, observer: observer)
        }
        model = ModelFile(normalizer: normalizer, classNames: dataset.classNames, imageShape: dataset.imageShape)
        self.splits = Splits(
            training: try prepared(splits.training), validation: try prepared(splits.validation), test: splits.test,
            checksum: splits.checksum)
        self.backend = backend
    }
}

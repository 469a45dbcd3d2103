import Components
import Data
import Network
import Platform
import Training

/// The parts that a configuration names, made by a registry.
public struct RunComponents: Sendable {
    /// The non-linearity.
    public let activation: any Activation
    /// Whether and where batch normalisation stands.
    public let placement: any Placement
    /// How the weights start.
    public let initializer: any Initializer
    /// The learning rate.
    public let schedule: any Schedule
    /// The update rule.
    public let optimizer: any Optimizer
    /// The random change of training samples.
    public let augmentation: any Augmentation
    /// What the scores of training samples are held against.
    public let loss: any Loss
    /// What is done to the inputs.
    public let preprocessing: any Preprocessing
    let registry: Registry
    private let configuration: RunConfiguration

    /// Makes every part.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown name or a wrong option.
    public init(_ configuration: RunConfiguration, _ registry: Registry) throws {
        activation = try registry.activation(configuration.activation)
        placement = try registry.placement(configuration.batchNorm)
        initializer = try registry.initializer(configuration.initializer)
        schedule = try registry.schedule(configuration.schedule)
        optimizer = try registry.optimizer(configuration.optimizer)
        augmentation = try registry.augmentation(configuration.augment)
        loss = try registry.loss(configuration.loss)
        preprocessing = try registry.preprocessing(configuration.normalize)
        self.registry = registry
        self.configuration = configuration
    }

    /// The network for data of d dimensions and K classes.
    ///
    /// - Throws: ``LabError`` of kind `usage` where its weights would fill the memory.
    public func network(inputs: Int, classes: Int) throws -> NetworkDescription {
        let description = NetworkDescription(
            inputs: inputs, hidden: configuration.hidden, classes: classes, activation: activation,
            placement: placement, initializer: initializer, seed: configuration.seed, dropout: configuration.dropout,
            inputDropout: configuration.inputDropout)
        guard description.weightCount <= 5e8 else {
            throw LabError.usage(
                "--hidden asks for \(Int(description.weightCount)) weights, but 500 million are the most that are trained "
                    + "here; choose smaller layers.")
        }
        return description
    }

    /// The plan for so many training samples.
    public func plan(samples: Int) throws -> TrainingPlan {
        var plan = TrainingPlan(
            steps: 0, batchSize: configuration.batchSize, evalEvery: configuration.evalEvery,
            evalBatchSize: configuration.evalBatchSize, shuffle: configuration.shuffle, lambda: configuration.lambda,
            seed: configuration.seed, recordsStatistics: configuration.recordStatistics)
        guard plan.batchSize <= samples else {
            throw LabError.usage(
                "The batch size is \(plan.batchSize), but the number of training samples is \(samples): "
                    + "choose a smaller --batch-size.")
        }
        let epoch = plan.stepsPerEpoch(samples: samples)
        plan.steps = try steps(perEpoch: epoch)
        plan.snapshotEvery =
            switch configuration.snapshotEvery {
            case "cycle": schedule.cycleLength
            case "epoch": epoch
            case let steps: steps.flatMap { Int($0) }
            }
        return plan
    }

    /// Updates in all, with so many in one epoch.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the length is in cycles, of which the schedule has none.
    public func steps(perEpoch: Int) throws -> Int {
        if let steps = configuration.steps { return steps }
        if let epochs = configuration.epochs { return epochs * perEpoch }
        guard let cycle = schedule.cycleLength else {
            throw LabError.usage(
                "The schedule '\(configuration.schedule)' has no cycles: give the length with --epochs or --steps.")
        }
        return (configuration.cycles ?? 1) * cycle
    }
}

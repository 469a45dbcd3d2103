import Components

/// Everything about a training that is a number or a switch; the parts are components.
public struct TrainingPlan: Sendable, Equatable {
    /// Updates in all.
    public var steps: Int
    /// Samples in one update.
    public var batchSize: Int
    /// Updates between two evaluations; nil for one epoch.
    public var evalEvery: Int?
    /// Samples in one batch of an evaluation.
    public var evalBatchSize: Int
    /// Updates between two snapshots of the network, the last step has one as well; nil for none.
    public var snapshotEvery: Int?
    /// Whether each epoch has a random order of its own.
    public var shuffle: Bool
    /// The factor of the sum of squared weights in the cost.
    public var lambda: Double
    /// The seed of order and augmentation.
    public var seed: UInt64
    /// Whether every evaluation is preceded by ``NetworkStatistics``.
    public var recordsStatistics: Bool

    /// A plan; see the properties.
    public init(
        steps: Int, batchSize: Int, evalEvery: Int? = nil, evalBatchSize: Int = 200, snapshotEvery: Int? = nil,
        shuffle: Bool = true, lambda: Double = 0, seed: UInt64 = 1, recordsStatistics: Bool = false
    ) {
        self.steps = steps
        self.batchSize = batchSize
        self.evalEvery = evalEvery
        self.evalBatchSize = evalBatchSize
        self.snapshotEvery = snapshotEvery
        self.shuffle = shuffle
        self.lambda = lambda
        self.seed = seed
        self.recordsStatistics = recordsStatistics
    }

    /// Updates in one epoch of n samples: floor(n / batchSize).
    ///
    /// The samples beyond the last whole batch are left out of that epoch; with a new order each epoch every sample
    /// has its turn.
    public func stepsPerEpoch(samples n: Int) -> Int { n / batchSize }
}

import Components
import Data
import Foundation
import Platform
import Tensor

/// The configuration of one run, as plain data; a run can be started again from it alone.
public struct RunConfiguration: Sendable, Equatable {
    /// The most epochs, cycles or steps.
    public static let longest = 1_000_000_000

    /// The data set, with options or a path behind a colon.
    public var dataset = "fashion_mnist"
    /// The folder that the data are in; nil for the usual places.
    public var dataDirectory: String?
    /// Which samples validate.
    public var validation = "5000"
    /// What is done to the inputs.
    public var normalize = "standardize"
    /// Units of each hidden layer; empty for a linear classifier.
    public var hidden = [50, 50]
    /// The placement of batch normalisation.
    public var batchNorm = "before"
    /// The non-linearity.
    public var activation = "relu"
    /// How the weights start.
    public var initializer = "he"
    /// The share of the units of each hidden layer that is dropped in training.
    public var dropout = 0.0
    /// The share of the inputs that is dropped in training.
    public var inputDropout = 0.0
    /// What the scores of training samples are held against.
    public var loss = "cross_entropy"
    /// The learning rate over the steps.
    public var schedule = "cyclical"
    /// The update rule.
    public var optimizer = "sgd"
    /// The random change of training samples.
    public var augment = "none"
    /// The factor of the sum of squared weights in the cost.
    public var lambda = 0.005
    /// Samples in one update.
    public var batchSize = 100
    /// The length of the training in passes over the samples; setting it takes the other two lengths away.
    public var epochs: Int? { didSet { if epochs != nil { (cycles, steps) = (nil, nil) } } }
    /// The length of the training in cycles of the schedule; setting it takes the other two lengths away.
    public var cycles: Int? { didSet { if cycles != nil { (epochs, steps) = (nil, nil) } } }
    /// The length of the training in updates; setting it takes the other two lengths away.
    public var steps: Int? { didSet { if steps != nil { (epochs, cycles) = (nil, nil) } } }
    /// Which model is kept: that of the last step, or the best on validation.
    public var keep = "last"
    /// Whether every epoch has an order of its own.
    public var shuffle = true
    /// Updates between two evaluations; nil for an epoch.
    public var evalEvery: Int?
    /// Samples in one batch of an evaluation.
    public var evalBatchSize = 200
    /// When the network is kept on the way: `cycle`, `epoch` or a number of updates; nil for never.
    public var snapshotEvery: String?
    /// Whether every evaluation records what happens inside the network.
    public var recordStatistics = false
    /// The seed of everything random.
    public var seed: UInt64 = 1
    /// Worker threads.
    public var threads = ProcessInfo.processInfo.activeProcessorCount
    /// The matrix product.
    public var gemm = "auto"
    /// The number type: float or double.
    public var precision = "float"
    /// The loaded plugins that its components come from.
    public var plugins: [PluginRecord] = []
    /// The folder of the run; nil for one named after the moment.
    public var out: String?

    /// Options of the schedule that were given on their own, such as `eta_max`; resolving moves them into `schedule`.
    var scheduleOptions: [String: String] = [:]

    /// What is built in.
    public init() {}

    /// Whether samples are held out for validation; where none are, a history's validation is a copy of its training.
    public var hasValidation: Bool { Int(validation) != 0 }

    /// What computes a run of these settings.
    ///
    /// - Parameter threads: worker threads; those of the settings where nil.
    /// - Throws: ``LabError`` of kind `usage` for a matrix product that does not exist.
    package func backend(threads: Int? = nil) throws -> Backend {
        try Backend(threads: threads ?? self.threads, gemm: gemm)
    }

    /// The configuration with components written out in full and exactly one length.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown component, a wrong option, or values that do not go
    ///   together.
    public func resolved(with registry: Registry) throws -> RunConfiguration {
        var result = self
        try checkPlugins(registry)
        // Resolved first, so that options by position have their names before others are set.
        var specification = ComponentSpecification(try registry.resolve(.schedule, schedule))
        for (key, value) in scheduleOptions.sorted(by: { $0.key < $1.key }) { specification.set(key, value) }
        result.scheduleOptions = [:]
        result.schedule = try registry.resolve(.schedule, specification.text)
        result.batchNorm = try registry.resolve(.placement, batchNorm)
        result.activation = try registry.resolve(.activation, activation)
        result.initializer = try registry.resolve(.initializer, initializer)
        result.optimizer = try registry.resolve(.optimizer, optimizer)
        result.normalize = try registry.resolve(.preprocessing, normalize)
        result.augment = try registry.resolve(.augmentation, augment)
        result.loss = try registry.resolve(.loss, loss)
        result.plugins = result.usedPlugins(registry)
        try DataLibrary.check(dataRequest)
        guard Backend.gemmNames.contains(gemm) else {
            throw LabError.unknown("matrix product (gemm)", gemm, choices: Backend.gemmNames)
        }
        try checkValues()
        guard dropout == 0 || !hidden.isEmpty else {
            throw LabError.usage(
                "--dropout \(dropout) drops units of hidden layers, but --hidden is none; give sizes, or --input-dropout."
            )
        }
        try result.setLength(registry)
        try result.checkBatch(registry)
        return result
    }

    /// Holds values that a program has set to what flags and files are held to.
    private func checkValues() throws {
        var copy = self
        for key in ConfigurationKey.all {
            guard let text = key.text(self), !key.set(&copy, text) else { continue }
            throw LabError.usage("\(key.name) is '\(text)', but \(key.expectation) was expected.")
        }
    }

    /// Two cycles of a schedule that has them, ten epochs of one that has none.
    private mutating func setLength(_ registry: Registry) throws {
        let cycle = try registry.schedule(schedule).cycleLength
        if snapshotEvery == "cycle", cycle == nil {
            throw LabError.usage(
                "--snapshot-every is cycle, but the schedule '\(schedule)' has no cycles: give epoch or a number of steps."
            )
        }
        if cycles != nil, cycle == nil {
            throw LabError.usage("The schedule '\(schedule)' has no cycles: give the length with --epochs or --steps.")
        }
        if epochs == nil, cycles == nil, steps == nil {
            if cycle != nil { cycles = 2 } else { epochs = 10 }
        }
    }

    private func checkBatch(_ registry: Registry) throws {
        let normalizes = try registry.placement(batchNorm).order.contains(.normalization)
        if normalizes, batchSize < 2 {
            throw LabError.usage(
                "A batch size of 1 does not go with batch normalization: the variance of one sample is zero. "
                    + "Use --batch-size 2 or more, or --batch-norm none.")
        }
    }
}

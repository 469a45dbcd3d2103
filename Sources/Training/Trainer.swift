import Components
import Data
import Network
import Platform
import Tensor

/// What a training tells whoever watches it.
public enum TrainingEvent: Sendable {
    /// An update was made; `loss` is the mean loss of its batch before the update, as it is trained on: with mixed samples
    /// and smoothed labels, where there are some.
    case step(step: Int, eta: Double, loss: Double)
    /// What happens inside the network, where that is recorded; told before the evaluation at the same step.
    case statistics(NetworkStatistics)
    /// The network was evaluated; the state at this moment may be saved.
    case evaluation(HistoryRow)
    /// The network stands at a step whose parameters the plan wants to be kept.
    case snapshot(step: Int)
    /// Something about the network that a student should look at.
    case warning(NetworkWarning)
}

/// Minibatch gradient descent: batches through the network, gradients through the optimizer, the rate from the schedule.
///
/// It prints nothing and writes nothing; it emits events. All randomness is drawn from the seed and the step, so a
/// trainer that starts at step s from saved parameters continues to the same bits as one that never stopped.
public final class Trainer<S: Scalar> {
    /// The network that is trained in place.
    public let network: Network<S>
    /// The numbers and switches.
    public let plan: TrainingPlan
    /// Updates done.
    public internal(set) var step: Int
    /// The optimizer's tensors: for each parameter, one for each of the optimizer's state names.
    public private(set) var optimizerState: [[Matrix<S>]]
    /// The optimizer.
    public let optimizer: any Optimizer

    let schedule: any Schedule
    let augmentation: (any Augmentation)?
    let loss: (any Loss)?
    let training: Subset
    private let validation: Subset
    let reader: BatchReader<S>
    let backend: Backend
    private let fault: ComponentFault?
    let length: TrainingLength

    private var batch: Batch<S>
    var targets: Targets<S>
    /// The batch of the step that comes next, where it was read ahead.
    private var next: (step: Int, batch: Batch<S>)
    var workspace: Workspace<S>
    let evaluator: Evaluator<S>
    private var order: (epoch: Int, positions: [Int32]) = (-1, [])

    /// A trainer at its first step.
    ///
    /// - Parameters:
    ///   - network: what is trained, in place.
    ///   - splits: the samples, prepared as the reader wants them.
    ///   - reader: makes batches of samples.
    ///   - optimizer: turns gradients into updates.
    ///   - schedule: the rate of each step.
    ///   - augmentation: nil for none.
    ///   - loss: nil for the cross-entropy against the labels.
    ///   - plan: the numbers and switches.
    ///   - backend: what computes.
    ///   - fault: where components note their failures, asked after every step; nil where none can fail.
    /// - Throws: ``LabError`` of kind `usage` where the batch does not fit the data.
    public init(
        _ network: Network<S>, on splits: Splits, reader: BatchReader<S>, optimizer: any Optimizer,
        schedule: any Schedule, augmentation: (any Augmentation)? = nil, loss: (any Loss)? = nil,
        plan: TrainingPlan, backend: Backend, fault: ComponentFault? = nil
    ) throws {
        let samples = splits.training.count
        guard plan.batchSize >= 1, plan.batchSize <= samples else {
            throw LabError.usage(
                "The batch size is \(plan.batchSize), but the number of training samples is \(samples): "
                    + "choose a smaller batch size.")
        }
        self.network = network
        self.plan = plan
        self.optimizer = optimizer
        self.schedule = schedule
        self.augmentation = augmentation
        self.loss = loss
        self.reader = reader
        self.backend = backend
        self.fault = fault
        training = splits.training
        validation = splits.validation
        length = TrainingLength(steps: plan.steps, stepsPerEpoch: plan.stepsPerEpoch(samples: samples))
        step = 0
        optimizerState = network.parameters.map { parameter in
            optimizer.stateNames.map { _ in
                Matrix(rows: parameter.value.rows, columns: parameter.value.columns)
            }
        }
        batch = reader.batch(
            of: training.dataset, asImages: (augmentation?.isIdentity ?? true) && network.readsImages(on: backend))
        targets = Targets(classes: network.classes)
        next = (-1, batch)
        workspace = Workspace(network)
        evaluator = Evaluator(network, batchSize: plan.evalBatchSize, on: backend)
    }

    /// Puts the trainer where a saved one stood; the network's parameters and buffers are restored by the caller.
    public func restore(step: Int, optimizerState: [[Matrix<S>]]) {
        next.step = -1
        self.step = step
        self.optimizerState = optimizerState
    }

    /// Updates in one epoch.
    public var stepsPerEpoch: Int { length.stepsPerEpoch }

    /// Trains to the end of the plan, or until a stop is asked for.
    ///
    /// The network is evaluated before the first step, after every `evalEvery` steps and after the last one.
    /// - Parameters:
    ///   - shouldStop: asked before every step.
    ///   - onEvent: sees every event, in order.
    /// - Returns: whether the plan is done.
    /// - Throws: ``LabError`` of kind `diverged` where the loss is no longer finite, `badData` where a component has
    ///   failed; what `onEvent` throws.
    public func run(
        shouldStop: () -> Bool = { false }, onEvent: (TrainingEvent) throws -> Void
    ) throws -> Bool {
        if step == 0 { try reportStart(onEvent) }
        while step < plan.steps {
            if shouldStop() { return false }
            let eta = schedule.rate(at: step, of: length)
            let loss = takeStep(eta: eta)
            try checkComponents()
            guard loss.isFinite else { throw divergence(eta: eta, loss: loss) }
            try onEvent(.step(step: step, eta: eta, loss: loss))
            // First, so that a checkpoint of this step finds the snapshot kept.
            if isDueForSnapshot, isFinite { try onEvent(.snapshot(step: step)) }
            if isDueForEvaluation {
                try report(after: batch, onEvent)
            }
        }
        return true
    }

    /// Whether the network is evaluated at this step.
    var isDueForEvaluation: Bool { step % (plan.evalEvery ?? stepsPerEpoch) == 0 || step == plan.steps }

    /// Whether the network of this step is kept.
    var isDueForSnapshot: Bool {
        plan.snapshotEvery.map { step % $0 == 0 || step == plan.steps } ?? false
    }

    /// Whether all parameters are finite: the loss of a step, which is measured before its update, does not tell.
    var isFinite: Bool { network.parameters.allSatisfy(\.value.isFinite) }

    /// One update; returns the mean loss of the batch before it.
    private func takeStep(eta: Double) -> Double {
        let positions = positions(at: step)
        targets.renew { training.read(labels: &$0, at: positions) }
        if next.step == step {
            swap(&batch, &next.batch)
        } else {
            reader.read(positions, of: training.dataset, into: &batch, on: backend)
        }
        augment(&batch, &targets, at: step, on: backend)
        loss?.prepare(&targets)
        let descent = optimizer.isPlainDescent ? Descent(eta: eta, lambda: plan.lambda) : nil
        let (loss, _) = network.lossAndGradients(
            batch, targets, key: dropoutKey, in: &workspace, descent: descent, on: backend, readAhead: readAhead)
        if descent == nil { update(eta: eta) }
        step += 1
        return loss / Double(targets.count)
    }

    /// Changes the batch of a step at random, its targets with it.
    func augment(_ batch: inout Batch<S>, _ targets: inout Targets<S>, at step: Int, on backend: Backend) {
        guard let augmentation else { return }
        var random = Random(seed: plan.seed, purpose: .augmentation, position: step)
        augmentation.apply(
            to: &batch.samples, &targets, shape: training.dataset.imageShape, using: &random, on: backend)
    }

    /// What the units that the next update drops are drawn from.
    var dropoutKey: UInt64 {
        var dropout = Random(seed: plan.seed, purpose: .dropout, position: step)
        return dropout.next()
    }

    /// Begins to read the batch of the next step.
    private func readAhead() {
        guard step + 1 < plan.steps else { return }
        reader.read(positions(at: step + 1), of: training.dataset, into: &next.batch, ahead: true, on: backend)
        next.step = step + 1
    }

    /// Hands every parameter with its gradient to the optimizer.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func update(eta: Double) {
        for (i, parameter) in network.parameters.enumerated() {
            let context = UpdateContext(rate: eta, decay: parameter.decay(lambda: plan.lambda), step: step)
            optimizer.update(
                &parameter.value, gradient: parameter.gradient, state: &optimizerState[i], context)
        }
    }

    /// The positions of the batch of a step, in the order of its epoch.
    func positions(at step: Int) -> ArraySlice<Int32> {
        let epoch = step / stepsPerEpoch
        if order.epoch != epoch {
            order = (epoch, training.positions)
            if plan.shuffle {
                var random = Random(seed: plan.seed, purpose: .order, position: epoch)
                order.positions = random.permutation(training.count).map { training.positions[Int($0)] }
            }
        }
        let start = step % stepsPerEpoch * plan.batchSize
        return order.positions[start..<start + plan.batchSize]
    }

    /// Evaluates the network, and looks at it for warnings after this batch, the last one.
    func report(after batch: Batch<S>, _ onEvent: (TrainingEvent) throws -> Void) throws {
        let row = try evaluate()
        // A step on the way back keeps no gradients; the warnings ask whether they are zero, for which those of the last
        // batch by the weights after its step will do.
        if optimizer.isPlainDescent { network.backward(batch, in: &workspace, on: backend) }
        let warnings = NetworkWarning.find(in: network, workspace)
        if plan.recordsStatistics { try onEvent(.statistics(statistics())) }
        try onEvent(.evaluation(row))
        for warning in warnings { try onEvent(.warning(warning)) }
    }

    /// Evaluates the network before the first step.
    func reportStart(_ onEvent: (TrainingEvent) throws -> Void) throws {
        let row = try evaluate()
        if plan.recordsStatistics { try onEvent(.statistics(statistics())) }
        try onEvent(.evaluation(row))
    }

    private var hasValidation: Bool { validation.count > 0 }

    func evaluate() throws -> HistoryRow {
        let onTraining = evaluator.metrics(network, on: training, reader: reader, lambda: plan.lambda)
        let row = HistoryRow(
            step: step, epoch: Double(step) / Double(stepsPerEpoch),
            eta: schedule.rate(at: max(step - 1, 0), of: length), training: onTraining,
            validation: hasValidation
                ? evaluator.metrics(network, on: validation, reader: reader, lambda: plan.lambda) : onTraining)
        try checkComponents()
        for metrics in [row.training, row.validation] where !metrics.cost.isFinite {
            throw divergence(eta: row.eta, loss: metrics.cost)
        }
        return row
    }

    /// Stops before anything that a failed component has touched is taken for a result.
    func checkComponents() throws {
        do {
            try fault?.check()
        } catch let error as LabError {
            throw LabError(error.kind, "Stopped at step \(step): \(error.message)")
        }
    }

    func divergence(eta: Double, loss: Double) -> LabError {
        LabError(
            .diverged,
            "The loss became \(loss.isNaN ? "NaN" : "\(loss)") at step \(step) with learning rate \(eta). Lower the rate "
                + "(--eta-max, or --eta of a constant one), check the "
                + "initial weights (--init), or put batch normalization in (--batch-norm before).")
    }
}

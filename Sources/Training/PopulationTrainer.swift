import Components
import Data
import Network
import Platform
import Tensor

/// What a population tells about one of its members.
public enum PopulationEvent: Sendable {
    /// What the member's own trainer would tell.
    case training(TrainingEvent)
    /// The member has come to the end of its plan and has left.
    case finished
    /// The member diverged and has left; the others go on.
    case failed(LabError)
}

/// Trains several networks on the same batches in lockstep, with one wide product for their first layers.
///
/// Each member is a ``Trainer`` at its first step or at a restored one. They share data, preparation, augmentation, batch
/// size and seed of the batches; rate, lambda, loss, network and optimizer are their own. A batch is read and packed
/// once. Members of plain descent with a linear first layer have that layer in a ``WideLayer``; the others go through
/// all their layers on the shared batch. Behind it members run side by side, one on a worker.
/// Results are those of the separate runs to rounding, and have the same bits at any number of threads. Whenever
/// `onEvent` is called, the trainer of that member holds what a checkpoint of it needs.
public final class PopulationTrainer<S: Scalar> {
    /// The members' trainers, as they were given; those that have left stay where they were.
    public let trainers: [Trainer<S>]

    private let backend: Backend
    private var active: [Member<S>] = []
    private var wide: WideLayer<S>?
    private let workspaces = WorkspaceShelf<S>()
    private var step: Int
    private var current: SharedBatch<S>
    private var next: SharedBatch<S>

    /// A population of these trainers.
    ///
    /// - Parameters:
    ///   - trainers: one for each member, all at the same step.
    ///   - backend: who computes the shared work and runs the members.
    /// - Throws: ``LabError`` of kind `usage` where there is none, or they do not see the same batches.
    public init(_ trainers: [Trainer<S>], backend: Backend) throws {
        guard let first = trainers.first else { throw LabError.usage("A population has one member at least.") }
        for (i, trainer) in trainers.enumerated() where !trainer.seesBatches(of: first) {
            throw LabError.usage(
                "Member \(i) of the population does not see the batches of member 0: they need the same samples, step, "
                    + "batch size, seed and shuffling. Train it by itself (--no-lockstep).")
        }
        self.trainers = trainers
        self.backend = backend
        step = first.step
        current = SharedBatch(first, asImages: trainers.allSatisfy(\.canReadImages))
        next = current
        active = trainers.enumerated().map { Member($0, $1) }.filter { $0.trainer.step < $0.trainer.plan.steps }
    }

    /// Trains every member to the end of its plan, or all until a stop is asked for.
    ///
    /// - Parameters:
    ///   - shouldStop: asked before every step.
    ///   - onEvent: sees the number of a member and its event; those of one member in order.
    /// - Returns: whether all plans are done, but for members that failed.
    /// - Throws: ``LabError`` of kind `badData` where a component has failed; what `onEvent` throws.
    public func run(
        shouldStop: () -> Bool = { false }, onEvent: (_ member: Int, _ event: PopulationEvent) throws -> Void
    ) throws -> Bool {
        defer { writeBack() }
        for member in active where step == 0 {
            let error = try member.divergence { try $0.reportStart { try onEvent(member.number, .training($0)) } }
            if let error { try onEvent(member.number, .failed(error)) }
        }
        active.removeAll(where: \.hasFailed)
        guard let first = active.first else { return true }
        current.read(step, for: first.trainer, on: backend)
        gather()
        while !active.isEmpty {
            if shouldStop() { return false }
            takeStep()
            for member in active {
                let error = try member.divergence { _ in
                    try report(member) { try onEvent(member.number, .training($0)) }
                }
                if let error { try onEvent(member.number, .failed(error)) }
            }
            try leaveFinished(onEvent)
        }
        return true
    }

    /// One update of every member.
    private func takeStep() {
        let goesOn = active.contains { step + 1 < $0.trainer.plan.steps }
        if goesOn { next.read(step + 1, for: active[0].trainer, on: backend) }
        let (members, wide, batch, following) = (active, wide, current, next.batch)
        let (workspaces, backend) = (workspaces, backend)
        // Packing is a piece of work beside the members: no worker waits for the others before it.
        backend.forEach(members.count + 1) { piece in
            if piece > 0 {
                members[piece - 1].takeStep(batch, wide, workspaces, on: backend)
            } else if goesOn {
                wide?.pack(following, on: backend)
            }
        }
        wide?.step(forward: goesOn, on: backend)
        step += 1
        swap(&current, &next)
    }

    /// Tells of the step that was taken.
    private func report(_ member: Member<S>, _ onEvent: (TrainingEvent) throws -> Void) throws {
        let trainer = member.trainer
        try trainer.checkComponents()
        guard member.loss.isFinite else { throw trainer.divergence(eta: member.eta, loss: member.loss) }
        if trainer.isDueForEvaluation || trainer.isDueForSnapshot { writeBack(member) }
        try onEvent(.step(step: step, eta: member.eta, loss: member.loss))
        if trainer.isDueForSnapshot, trainer.isFinite { try onEvent(.snapshot(step: step)) }
        if trainer.isDueForEvaluation { try trainer.report(after: next.batch, onEvent) }
    }

    /// Lets members go that are done or have failed, and brings the others together anew.
    private func leaveFinished(_ onEvent: (_ member: Int, _ event: PopulationEvent) throws -> Void) throws {
        let leaving = active.filter(\.isFinished)
        guard !leaving.isEmpty else { return }
        writeBack()
        active.removeAll { $0.isFinished }
        for member in leaving where !member.hasFailed { try onEvent(member.number, .finished) }
        if !active.isEmpty { gather() }
    }

    /// Puts the first layers of the active members side by side, and multiplies them with the batch that comes next.
    private func gather() {
        let joining = active.filter { $0.trainer.canBeWide }
        for member in active { member.place = nil }
        wide = nil
        guard let first = joining.first?.trainer else { return }
        let layer = WideLayer<S>(
            units: joining.map { $0.linear.outputs }, inputs: first.network.inputs, rows: first.plan.batchSize)
        for (place, member) in joining.enumerated() {
            member.place = place
            layer.setWeights(member.linear.W.value, of: place)
        }
        layer.pack(current.batch, on: backend)
        layer.forward(on: backend)
        wide = layer
    }

    /// Gives the members' networks their weights back.
    private func writeBack() { for member in active { writeBack(member) } }

    private func writeBack(_ member: Member<S>) {
        if let place = member.place { wide?.weights(of: place, into: &member.linear.W.value) }
    }
}

/// A member that has not left.
private final class Member<S: Scalar>: @unchecked Sendable {
    let number: Int
    let trainer: Trainer<S>
    /// Its place in the wide layer; nil where it goes through its first layer alone.
    var place: Int?
    var hasFailed = false
    /// The rate and the mean loss of the last step.
    private(set) var eta = 0.0
    private(set) var loss = 0.0

    init(_ number: Int, _ trainer: Trainer<S>) {
        self.number = number
        self.trainer = trainer
    }

    var isFinished: Bool { hasFailed || trainer.step == trainer.plan.steps }

    /// The first layer of a network that can be wide.
    var linear: Linear<S> { trainer.network.wideLinear! }

    /// Does something with the trainer; returns the error where that finds that the member has diverged.
    func divergence(_ body: (Trainer<S>) throws -> Void) throws -> LabError? {
        do {
            try body(trainer)
            return nil
        } catch let error as LabError where error.kind == .diverged {
            hasFailed = true
            return error
        }
    }

    /// One update, but for weights that are in the wide layer.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func takeStep(
        _ batch: SharedBatch<S>, _ wide: WideLayer<S>?, _ workspaces: WorkspaceShelf<S>, on backend: Backend
    ) {
        eta = trainer.rate
        var workspace = workspaces.take(for: trainer.network)
        loss = trainer.takeStep(
            batch.batch, batch.targets, eta: eta, behind: place.map { (wide!, $0) }, in: &workspace, on: backend)
        // The warnings of an evaluation look at the outputs of the step before it.
        if trainer.isDueForEvaluation { swap(&workspace, &trainer.workspace) }
        workspaces.putBack(workspace)
    }
}

/// A batch that all members see, and what its samples are to be classified as.
private struct SharedBatch<S: Scalar>: Sendable {
    var batch: Batch<S>
    var targets: Targets<S>

    init(_ trainer: Trainer<S>, asImages: Bool) {
        batch = trainer.reader.batch(of: trainer.training.dataset, asImages: asImages)
        targets = Targets(classes: trainer.network.classes)
    }

    mutating func read(_ step: Int, for trainer: Trainer<S>, on backend: Backend) {
        trainer.read(step, into: &batch, &targets, on: backend)
    }
}

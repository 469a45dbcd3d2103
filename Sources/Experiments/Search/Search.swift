import Platform

/// Coarse, then fine: trials of a plan, chosen by validation alone.
///
/// All it knows stands in its result, and what comes next follows from that; a search that goes on from a saved result
/// ends like one that was never interrupted.
public struct Search<Runner: TrialRunner> {
    /// What was found so far.
    public internal(set) var result: SearchResult
    let runner: Runner
    let optimizer: AskTell?
    let save: (SearchResult) throws -> Void
    let say: (String) -> Void
    var plan: SearchPlan { result.plan }

    /// A search at its beginning, or where its result ends.
    ///
    /// - Parameters:
    ///   - result: what was found so far.
    ///   - runner: trains the trials.
    ///   - optimizer: chooses the points; nil where they are drawn.
    ///   - save: keeps the result, after every change.
    ///   - say: shows a line about what was done.
    public init(
        _ result: SearchResult, _ runner: Runner, asking optimizer: AskTell? = nil,
        save: @escaping (SearchResult) throws -> Void = { _ in }, say: @escaping (String) -> Void = { _ in }
    ) {
        self.result = result
        self.runner = runner
        self.optimizer = optimizer
        self.save = save
        self.say = say
    }

    /// Runs both stages; a result that is finished stays as it is.
    ///
    /// - Parameters:
    ///   - coarse: where the first stage looks.
    ///   - fine: where the second looks; nil for the span of the best of the first.
    /// - Returns: the result, not finished where the optimizer went away.
    public mutating func run(_ coarse: SearchSpace, fine: SearchSpace? = nil) throws -> SearchResult {
        guard !result.isFinished else { return result }
        let first = Stage(name: "coarse", space: coarse, count: plan.samples, epochs: plan.epochs, stream: 0)
        guard try run(first) else { return result }
        if plan.fineSamples > 0 {
            let best = result.ranked("coarse").prefix(plan.best).map(\.values)
            let space = try fine ?? coarse.narrowed(to: best)
            let second = Stage(
                name: "fine", space: space, count: plan.fineSamples, epochs: plan.fineEpochs, stream: 1)
            guard try run(second) else { return result }
        }
        result.isFinished = true
        try save(result)
        return result
    }

    /// Trains a trial up to an epoch, unless it came so far already.
    mutating func train(_ name: String, through epochs: Int, of total: Int) throws {
        guard let index = result.trials.firstIndex(where: { $0.name == name }) else { return }
        var trial = result.trials[index]
        guard trial.accuracies.count < epochs, !trial.isOver else { return }
        let others = result.trials.filter { $0.stage == trial.stage && $0.name != name }
        do {
            var isPruned = false
            trial.accuracies = try runner.train(trial, through: epochs, of: total) { [plan] epoch, accuracy in
                isPruned = plan.prunes && epoch < total && Search.isBelowMedian(accuracy, of: others, at: epoch)
                return !isPruned
            }
            if isPruned { trial.status = .pruned } else if epochs == total { trial.status = .finished }
        } catch let error as LabError where error.kind == .diverged {
            trial.status = .diverged
        }
        result.trials[index] = trial
        try save(result)
        say(
            "\(trial.name)  \(trial.valuesText)  epoch \(trial.accuracies.count)  \(trial.scoreText)  \(trial.status.rawValue)"
        )
    }

    /// The median rule (Golovin and others 2017): worse than half of what others had at this epoch.
    ///
    /// Four others have to have come so far, as a median of fewer says little.
    static func isBelowMedian(_ accuracy: Double, of others: [Trial], at epoch: Int) -> Bool {
        let reached = others.filter { $0.accuracies.count >= epoch }.map { $0.accuracies[epoch - 1] }.sorted()
        guard reached.count >= 4 else { return false }
        let middle = reached.count / 2
        let median = reached.count % 2 == 1 ? reached[middle] : (reached[middle - 1] + reached[middle]) / 2
        return accuracy < median
    }
}

extension Trial {
    /// Whether it was pruned no later than at an epoch; what befell it afterwards did not count at that rung.
    func ended(by epoch: Int) -> Bool { status == .pruned && accuracies.count <= epoch }
    /// Whether it will not be trained any more.
    fileprivate var isOver: Bool { status == .pruned || status == .diverged }
    private var percentText: String { "\((1e4 * score).rounded() / 100) %" }
    /// Its score as a person reads it.
    public var scoreText: String { status == .diverged ? "-" : percentText }
}

import Platform

/// Coarse, then fine: trials of a plan, chosen by validation alone.
///
/// All it knows stands in its result, and what comes next follows from that; a search that goes on from a saved result
/// ends like one that was never interrupted.
public struct Search<Runner: TrialRunner> {
    /// What was found so far.
    public private(set) var result: SearchResult
    private let runner: Runner
    private let save: (SearchResult) throws -> Void
    private let say: (String) -> Void
    private var plan: SearchPlan { result.plan }

    /// A search at its beginning, or where its result ends.
    ///
    /// - Parameters:
    ///   - save: keeps the result, after every change.
    ///   - say: shows a line about what was done.
    public init(
        _ result: SearchResult, _ runner: Runner, save: @escaping (SearchResult) throws -> Void = { _ in },
        say: @escaping (String) -> Void = { _ in }
    ) {
        self.result = result
        self.runner = runner
        self.save = save
        self.say = say
    }

    /// Runs both stages.
    ///
    /// - Parameters:
    ///   - coarse: where the first stage looks.
    ///   - fine: where the second looks; nil for the span of the best of the first.
    public mutating func run(_ coarse: SearchSpace, fine: SearchSpace? = nil) throws -> SearchResult {
        try runStage("coarse", coarse.points(plan.samples, seed: plan.seed, stream: 0), epochs: plan.epochs)
        if plan.fineSamples > 0 {
            let best = result.ranked("coarse").prefix(plan.best).map(\.values)
            let space = try fine ?? coarse.narrowed(to: best)
            try runStage("fine", space.points(plan.fineSamples, seed: plan.seed, stream: 1), epochs: plan.fineEpochs)
        }
        result.isFinished = true
        try save(result)
        return result
    }

    private mutating func runStage(_ stage: String, _ points: [SearchSpace.Point], epochs: Int) throws {
        let rungs = plan.rungs(epochs)
        let names = points.indices.map { Search.name(stage, $0) }
        for (name, point) in zip(names, points) where !result.trials.contains(where: { $0.name == name }) {
            result.trials.append(Trial(name: name, stage: stage, values: point))
        }
        var alive = names
        for (number, rung) in (plan.halving == nil ? [epochs] : rungs).enumerated() {
            if number > 0, let halving = plan.halving {
                alive = survivors(alive, at: rungs[number - 1], keeping: (alive.count + halving - 1) / halving)
            }
            for name in alive { try train(name, through: rung, of: epochs) }
        }
        result.correlations.removeAll { $0.stage == stage }
        result.correlations += zip(rungs, rungs.dropFirst()).map { correlation(stage, $0, $1) }
        try save(result)
    }

    private static func name(_ stage: String, _ number: Int) -> String {
        let digits = String(number + 1)
        return stage + "-" + String(repeating: "0", count: max(3 - digits.count, 0)) + digits
    }

    /// The best at an epoch, as many as are kept, in the order of their beginning.
    private func survivors(_ names: [String], at epoch: Int, keeping count: Int) -> [String] {
        let reached = result.trials.filter {
            names.contains($0.name) && $0.accuracies.count >= epoch && !$0.ended(by: epoch)
        }
        let best = reached.sorted {
            let (a, b) = ($0.accuracies[epoch - 1], $1.accuracies[epoch - 1])
            return a != b ? a > b : $0.name < $1.name
        }
        let kept = Set(best.prefix(count).map(\.name))
        return names.filter(kept.contains)
    }

    private mutating func train(_ name: String, through epochs: Int, of total: Int) throws {
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

    private func correlation(_ stage: String, _ from: Int, _ to: Int) -> RungCorrelation {
        let both = result.trials.filter { $0.stage == stage && $0.accuracies.count >= to }.map(\.accuracies)
        return RungCorrelation(
            stage: stage, from: from, to: to, trials: both.count,
            spearman: spearman(both.map { $0[from - 1] }, both.map { $0[to - 1] }))
    }
}

extension Trial {
    /// Whether it was pruned no later than at an epoch; what befell it afterwards did not count at that rung.
    fileprivate func ended(by epoch: Int) -> Bool { status == .pruned && accuracies.count <= epoch }
    /// Whether it will not be trained any more.
    fileprivate var isOver: Bool { status == .pruned || status == .diverged }
    private var percentText: String { "\((1e4 * score).rounded() / 100) %" }
    /// Its score as a person reads it.
    public var scoreText: String { status == .diverged ? "-" : percentText }
}

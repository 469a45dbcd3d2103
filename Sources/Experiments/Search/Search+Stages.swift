import Platform

extension Search {
    /// One pass over a space.
    struct Stage {
        let name: String
        let space: SearchSpace
        let count: Int?
        let epochs: Int
        let stream: Int
    }

    /// Runs a stage; false where it did not come to its end.
    mutating func run(_ stage: Stage) throws -> Bool {
        var isOver = true
        if let optimizer { isOver = try ask(optimizer, for: stage) } else { try draw(stage) }
        let rungs = plan.rungs(stage.epochs)
        result.correlations.removeAll { $0.stage == stage.name }
        result.correlations += zip(rungs, rungs.dropFirst()).map { correlation(stage.name, $0, $1) }
        try save(result)
        return isOver
    }

    /// Trains points that an optimizer chooses, each by what came of those before.
    private mutating func ask(_ optimizer: AskTell, for stage: Stage) throws -> Bool {
        let count = stage.count ?? SearchSpace.usualCount
        try optimizer.begin(
            stage.space, epochs: stage.epochs, trials: count, seed: plan.seed &+ UInt64(stage.stream))
        for number in 0..<count {
            switch try optimizer.ask(number, in: stage.space) {
            case .stop: return true
            case .gone:
                try Interruption.check()
                return false
            case .point(let point):
                let index = try begin(Trial(name: Search.name(stage.name, number), stage: stage.name, values: point))
                try train(result.trials[index].name, through: stage.epochs, of: stage.epochs)
                try optimizer.tell(number, result.trials[index])
            }
        }
        return true
    }

    /// The place of a trial among those of the result, where it is added if it is new.
    private mutating func begin(_ trial: Trial) throws -> Int {
        guard let index = result.trials.firstIndex(where: { $0.name == trial.name }) else {
            result.trials.append(trial)
            try save(result)
            return result.trials.count - 1
        }
        let known = result.trials[index].valuesText
        guard result.trials[index].values == trial.values else {
            throw LabError.badData(
                "\(trial.name) is known with \(known), but the optimizer chooses \(trial.valuesText) now: it is another one or "
                    + "another version, or it does not begin anew; choose another --out.")
        }
        return index
    }

    /// Trains points that are drawn beforehand, with halving or each to its end.
    private mutating func draw(_ stage: Stage) throws {
        let points = stage.space.points(stage.count, seed: plan.seed, stream: stage.stream)
        let rungs = plan.rungs(stage.epochs)
        let names = points.indices.map { Search.name(stage.name, $0) }
        for (name, point) in zip(names, points) where !result.trials.contains(where: { $0.name == name }) {
            result.trials.append(Trial(name: name, stage: stage.name, values: point))
        }
        var alive = names
        for (number, rung) in (plan.halving == nil ? [stage.epochs] : rungs).enumerated() {
            if number > 0, let halving = plan.halving {
                alive = survivors(alive, at: rungs[number - 1], keeping: (alive.count + halving - 1) / halving)
            }
            for name in alive { try train(name, through: rung, of: stage.epochs) }
        }
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

    private func correlation(_ stage: String, _ from: Int, _ to: Int) -> RungCorrelation {
        let both = result.trials.filter { $0.stage == stage && $0.accuracies.count >= to }.map(\.accuracies)
        return RungCorrelation(
            stage: stage, from: from, to: to, trials: both.count,
            spearman: spearman(both.map { $0[from - 1] }, both.map { $0[to - 1] }))
    }
}

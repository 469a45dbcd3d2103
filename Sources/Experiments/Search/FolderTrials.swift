import Components
import Data
import Foundation
import Platform
import Training

/// Trials as runs in a folder, each with its configuration, history and checkpoint.
public struct FolderTrials: TrialRunner {
    private let base: RunConfiguration
    private let registry: Registry
    private let splits: Splits
    private let folder: URL

    /// Trials that differ from a configuration by their values, on data whose test split is sealed.
    public init(_ base: RunConfiguration, _ registry: Registry, _ data: SealedData, in folder: URL) {
        self.base = base
        self.registry = registry
        splits = data.splits
        self.folder = folder
    }

    public func train(
        _ trial: Trial, through epochs: Int, of total: Int, goesOn: (_ epoch: Int, _ accuracy: Double) -> Bool
    ) throws -> [Double] {
        let run = RunFolder(url: folder.appendingPathComponent(trial.name))
        let configuration = try base.with(trial.values, epochs: total, registry)
        var (step, limit, perEpoch, isPruned) = (0, Int.max, 1, false)
        _ = try RunSession.train(
            configuration, registry, on: splits, in: run,
            resumes: run.hasCheckpoint,
            shouldStop: { Interruption.isRequested || isPruned || step >= limit }
        ) { event in
            switch event {
            case .prepared(let preparation):
                (step, perEpoch) = (preparation.firstStep, preparation.stepsPerEpoch)
                limit = epochs * perEpoch
            case .training(.step(let number, _, _)): step = number
            case .training(.evaluation(let row)) where row.step > 0:
                isPruned = !goesOn(row.step / perEpoch, row.validation.accuracy)
            default: break
            }
        }
        if step < limit, !isPruned { try Interruption.check() }
        return try RunHistory.read(run).filter { $0.step > 0 }.map(\.validation.accuracy)
    }
}

extension RunConfiguration {
    /// The configuration with values of a search, of a length in epochs, evaluated after each.
    ///
    /// - Throws: ``LabError`` of kind `usage` where a value does not go with the rest, such as `eta` with a cyclical rate.
    public func with(_ values: SearchSpace.Point, epochs: Int, _ registry: Registry) throws -> RunConfiguration {
        var result = self
        for (name, text) in values.sorted(by: { $0.key < $1.key }) {
            guard let key = ConfigurationKey.named(name) else {
                throw LabError.unknown("setting", name, choices: ConfigurationKey.all.map(\.name))
            }
            guard key.set(&result, text) else {
                throw LabError.usage("The search tries \(name) '\(text)', but \(key.expectation) was expected.")
            }
        }
        (result.epochs, result.cycles, result.steps, result.evalEvery) = (epochs, nil, nil, nil)
        return try result.resolved(with: registry)
    }
}

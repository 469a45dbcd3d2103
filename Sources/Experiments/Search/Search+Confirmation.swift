import Components
import Data
import Foundation
import Platform
import Tensor

extension SearchResult {
    /// Retrains the best on all data, then opens the test split once and measures them all.
    ///
    /// A confirmation that stands in the result already is not made again, and the test split stays closed.
    public mutating func confirm(
        _ base: RunConfiguration, _ registry: Registry, _ data: SealedData, epochs: Int, seeds: Int, in folder: URL,
        say: (String) -> Void = { _ in }
    ) throws {
        guard testOpenings.isEmpty else { return }
        let data = data.forConfirmation
        let runs = try best.flatMap { trial in
            try (0..<UInt64(seeds)).map { offset in
                var configuration = try base.with(trial.values, epochs: epochs, registry)
                configuration.seed = base.seed + offset
                let run = RunFolder(
                    url: folder.appendingPathComponent("confirm-\(trial.name)-seed\(configuration.seed)"))
                return (trial: trial.name, configuration, run)
            }
        }
        for (trial, configuration, run) in runs {
            let summary = try RunSession.train(
                configuration, registry, on: data.splits, in: run,
                resumes: run.hasCheckpoint)
            if summary.status == .interrupted { try Interruption.check() }
            say("\(trial) on all data, seed \(configuration.seed): trained \(epochs) epochs")
        }
        let (test, opening) = data.open(
            for: "confirmation of \(best.map(\.name).joined(separator: ", ")), \(seeds) seeds")
        testOpenings.append(opening)
        confirmations = try runs.map { trial, configuration, run in
            let metrics = try run.metrics(configuration, registry, on: test)
            return Confirmation(
                trial: trial, seed: configuration.seed, epochs: epochs, testAccuracy: metrics.accuracy)
        }
        try write(to: folder)
    }
}

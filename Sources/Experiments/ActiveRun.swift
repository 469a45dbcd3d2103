import Components
import Data
import Foundation
import Network
import Platform
import Tensor
import Training

/// A run under way: the trainer, and the files that follow it.
struct ActiveRun<S: Scalar> {
    private let configuration: RunConfiguration
    private let folder: RunFolder
    private let splits: Splits
    private let prepared: PreparedTraining<S>
    private let trainer: Trainer<S>
    private let firstStep: Int
    private var history: RunHistory
    private var warnings: Set<String> = []

    /// Builds everything, and writes or reads what stands before the first step.
    ///
    /// - Parameter observer: told how far the preparation of the inputs has come, where that takes long.
    init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits, _ folder: RunFolder,
        resumes: Bool, observer: PreparationObserver
    ) throws {
        self.configuration = configuration
        self.splits = splits
        self.folder = folder
        let checkpoint = try resumes ? ActiveRun.checkpoint(folder, splits) : nil
        // What was fitted stands with the model, which is written before the checkpoint.
        let normalizer = try resumes ? ModelFile(SafeTensors(contentsOf: folder.model)).normalizer : nil
        prepared = try PreparedTraining(
            configuration, components, splits, normalizer: normalizer, observer: observer)
        trainer = prepared.trainer
        if let checkpoint { try Checkpoint.restore(trainer, from: checkpoint) }
        firstStep = trainer.step
        try DurableFile.makeFolder(folder.url)
        history = try RunHistory(folder, through: firstStep > 0 ? firstStep : -1)
        if !resumes { try DurableFile.write(configuration.yaml(), to: folder.configuration) }
    }

    /// The state that a run was stopped in, on the data that are there still.
    private static func checkpoint(_ folder: RunFolder, _ splits: Splits) throws -> SafeTensors {
        folder.removeLeftovers()
        guard FileManager.default.fileExists(atPath: folder.checkpoint.path) else {
            throw LabError.io(
                "The run \(folder.url.path) stopped before its first checkpoint, so there is nothing to resume: start it "
                    + "anew with --out.")
        }
        let checkpoint = try SafeTensors(contentsOf: folder.checkpoint)
        guard checkpoint.metadata["data"] == splits.checksum else {
            throw LabError.badData(
                "The data have changed since the run: they are \(splits.checksum), but "
                    + "\(checkpoint.metadata["data"] ?? "unknown ones") were trained on. Name the old ones with "
                    + "--data-dir, or start a new run.")
        }
        return checkpoint
    }

    /// Whether nothing is left to do, as in a run that is resumed after its end.
    var isFinished: Bool { firstStep == trainer.plan.steps }

    /// What is known before the first step.
    var preparation: RunPreparation {
        RunPreparation(
            folder: folder,
            samples: (splits.training.count, splits.validation.count, splits.test.count),
            parameters: trainer.network.parameterCount, plan: trainer.plan, stepsPerEpoch: trainer.stepsPerEpoch,
            firstStep: firstStep)
    }

    /// Trains to the end of the plan or to a stop, and writes the summary.
    mutating func train(_ shouldStop: () -> Bool, _ onEvent: (RunEvent) throws -> Void) throws -> RunSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let isFinished = try trainer.run(shouldStop: shouldStop) { event in
            switch event {
            case .evaluation(let row): try save(row)
            case .warning(let warning) where !warnings.insert(warning.kind.rawValue).inserted: return
            default: break
            }
            try onEvent(.training(event))
        }
        if !isFinished { try saveCheckpoint() }
        let summary = summary(isFinished ? .finished : .interrupted, after: start.duration(to: clock.now))
        try DurableFile.write(summary.json() + "\n", to: folder.summary)
        return summary
    }

    /// Keeps a row and the state that it was measured on.
    ///
    /// The model is written before the checkpoint: after a crash between the two, the resumed run comes by here again.
    private mutating func save(_ row: HistoryRow) throws {
        try history.append(row)
        if configuration.keep == "last" || best == row {
            try prepared.model.encoded(trainer.network).write(to: folder.model)
        }
        try saveCheckpoint()
    }

    private func saveCheckpoint() throws {
        var checkpoint = Checkpoint.make(of: trainer)
        checkpoint.metadata["data"] = splits.checksum
        try checkpoint.write(to: folder.checkpoint)
    }

    /// The first row with the best accuracy on validation.
    private var best: HistoryRow? {
        history.rows.reduce(nil) { best, row in
            best.map { row.validation.accuracy > $0.validation.accuracy ? row : $0 } ?? row
        }
    }

    private func summary(_ status: RunSummary.Status, after duration: Duration) -> RunSummary {
        let seconds = duration / .seconds(1)
        let images = Double((trainer.step - firstStep) * trainer.plan.batchSize)
        return RunSummary(
            status: status, folder: folder.url.path, steps: trainer.step, plannedSteps: trainer.plan.steps,
            parameters: trainer.network.parameterCount, last: history.rows.last!, best: best!,
            kept: configuration.keep, seconds: seconds, imagesPerSecond: images / max(seconds, 1e-9),
            warnings: warnings.sorted(),
            provenance: Provenance(
                gemm: prepared.backend.gemmName, threads: prepared.backend.threads, seed: configuration.seed,
                data: splits.checksum))
    }
}

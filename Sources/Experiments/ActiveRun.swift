import Components
import Data
import Foundation
import Network
import Platform
import Tensor
import Training

/// A run under way: the trainer, and the files that follow it.
struct ActiveRun<S: Scalar> {
    /// What trains it.
    let trainer: Trainer<S>
    /// Its samples, which other runs may share.
    var data: PreparedData { prepared.data }

    private let configuration: RunConfiguration
    private let folder: RunFolder
    private let splits: Splits
    private let prepared: PreparedTraining<S>
    private let firstStep: Int
    private var history: RunHistory
    private let statistics: RunStatistics?
    private var warnings: Set<String> = []

    /// Builds everything, and writes or reads what stands before the first step.
    ///
    /// - Parameters:
    ///   - data: samples that another run has prepared in the same way; nil to prepare them.
    ///   - observer: told how far the preparation of the inputs has come, where that takes long.
    init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits, _ folder: RunFolder,
        resumes: Bool, sharing data: PreparedData? = nil, observer: PreparationObserver
    ) throws {
        guard resumes || configuration.hasValidation || configuration.keep != "best" else {
            throw LabError.usage(
                "--keep best chooses a model on validation samples, but --validation is 0: hold some out, or choose --keep "
                    + "last.")
        }
        self.configuration = configuration
        self.splits = splits
        self.folder = folder
        let checkpoint = try resumes ? ActiveRun.checkpoint(folder, splits) : nil
        // What was fitted stands with the model, which is written before the checkpoint.
        let normalizer = try resumes ? ModelFile(SafeTensors(contentsOf: folder.model)).normalizer : nil
        prepared =
            try data.map { try PreparedTraining(configuration, components, sharing: $0) }
            ?? PreparedTraining(configuration, components, splits, normalizer: normalizer, observer: observer)
        trainer = prepared.trainer
        if let checkpoint { try Checkpoint.restore(trainer, from: checkpoint) }
        firstStep = trainer.step
        try DurableFile.makeFolder(folder.url)
        let lastKept = firstStep > 0 ? firstStep : -1
        history = try RunHistory(folder, through: lastKept)
        statistics = try configuration.recordStatistics ? RunStatistics(folder, through: lastKept) : nil
        if !resumes { try DurableFile.write(configuration.yaml(), to: folder.configuration) }
    }

    /// The state that a run was stopped in, on the data that are there still.
    private static func checkpoint(_ folder: RunFolder, _ splits: Splits) throws -> SafeTensors {
        folder.removeLeftovers()
        guard folder.hasCheckpoint else {
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

    /// Whether nothing is left to do.
    var isFinished: Bool { trainer.step == trainer.plan.steps }
    /// What came out of a run that was finished before; nil where something is left to do, be it the summary alone.
    var finishedBefore: RunSummary? {
        // A summary from before the last stop may still stand there, where the process died at the very end.
        guard firstStep == trainer.plan.steps, let summary = try? RunSummary.read(folder) else { return nil }
        return summary.status == .finished ? summary : nil
    }

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
        _ = try trainer.run(shouldStop: shouldStop) { try take($0, onEvent) }
        return try end(after: start.duration(to: clock.now))
    }

    /// Keeps what the trainer tells, and tells it on, a warning once.
    mutating func take(_ event: TrainingEvent, _ onEvent: (RunEvent) throws -> Void) throws {
        switch event {
        case .statistics(let row): try statistics?.append(row)
        case .evaluation(let row): try save(row)
        case .snapshot(let step):
            try DurableFile.makeFolder(folder.snapshotFolder)
            try prepared.model.encoded(trainer.network).write(to: folder.snapshot(at: step))
        case .warning(let warning) where !warnings.insert(warning.kind.rawValue).inserted: return
        default: break
        }
        try onEvent(.training(event))
    }

    /// Writes the summary; of a run that was stopped, the checkpoint first.
    ///
    /// - Parameters:
    ///   - duration: how long this process was at it.
    ///   - gemm: the matrix product, where it was not the backend's.
    func end(after duration: Duration, gemm: String? = nil) throws -> RunSummary {
        if !isFinished { try saveCheckpoint() }
        let summary = summary(duration, gemm ?? data.backend.gemmName)
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

    private func summary(_ duration: Duration, _ gemm: String) -> RunSummary {
        let seconds = duration / .seconds(1)
        let images = Double((trainer.step - firstStep) * trainer.plan.batchSize)
        return RunSummary(
            status: isFinished ? .finished : .interrupted, folder: folder.url.path, steps: trainer.step,
            plannedSteps: trainer.plan.steps,
            parameters: trainer.network.parameterCount, last: history.rows.last!, best: best!,
            kept: configuration.keep, seconds: seconds, imagesPerSecond: images / max(seconds, 1e-9),
            warnings: warnings.sorted(),
            provenance: Provenance(
                gemm: gemm, threads: data.backend.threads, seed: configuration.seed,
                data: splits.checksum))
    }
}

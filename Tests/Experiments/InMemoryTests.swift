import Components
import Data
import Experiments
import Network
import Platform
import Standard
import Tensor
import TestSupport
import Testing
import Training

/// Training without a folder, as the programs of the tutorial do it.
@Suite struct InMemoryTests {
    let registry: Registry
    let settings: RunConfiguration

    init() throws {
        registry = try Standard.registry()
        settings = try RunConfiguration(
            preset: "tutorial/shapes",
            ["dataset": "shapes:train=300,test=50", "validation": "100", "hidden": "8", "epochs": "2", "threads": "1"],
            registry: registry)
    }

    @Test func theLastLengthSetCounts() throws {
        var settings = settings
        settings.cycles = 1
        #expect(settings.epochs == nil && settings.steps == nil && settings.cycles == 1)
        settings.schedule = "constant:eta=0.1"
        settings.steps = 7
        #expect(settings.cycles == nil)
        #expect(try settings.resolved(with: registry).steps == 7)
        settings.steps = nil
        settings.epochs = 3
        #expect(try settings.resolved(with: registry).epochs == 3)
    }

    @Test(arguments: [
        (\RunConfiguration.batchSize, 0, "batch_size is '0'"), (\.evalBatchSize, -1, "eval_batch_size is '-1'"),
        (\.threads, 0, "threads is '0'"),
    ])
    func aValueThatCannotBeIsRefused(key: WritableKeyPath<RunConfiguration, Int> & Sendable, value: Int, words: String)
    {
        var settings = settings
        settings[keyPath: key] = value
        let error = #expect(throws: LabError.self) { try settings.resolved(with: registry) }
        #expect(error?.kind == .usage && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func changesAreReadAsFlagsAre() throws {
        let changed = try settings.changed(["lambda": "0.25", "eta_max": "0.5", "steps": "9"], registry: registry)
        #expect(changed.lambda == 0.25 && changed.steps == 9 && changed.epochs == nil && changed.hidden == [8])
        #expect(changed.schedule.contains("eta_max=0.5") && changed.schedule.contains("step_size=450"))
        #expect(throws: LabError.self) { try settings.changed(["lamda": "1"], registry: registry) }
    }

    @Test func trainsToTheBitsOfARunInAFolder() async throws {
        let training = try await PreparedTraining<Float>(settings, registry)
        var rows: [HistoryRow] = []
        let last = try training.train { rows.append($0) }
        let folder = try TemporaryFolder()
        let run = try RunFolder.new(at: folder.url.path + "/run", dataset: "shapes")
        let summary = try await RunSession.train(settings, registry, in: run, shouldStop: { false })
        #expect(rows.count == 3 && rows.last == last && summary.last == last)

        let saved = try SavedRun<Float>(run, settings, registry)
        #expect(try saved.metrics(on: training.test, on: Backend()) == training.metrics(on: training.test))
        #expect(try saved.probabilities(of: training.test, on: Backend()) == training.probabilities(of: training.test))
    }

    @Test func aNetworkOfTheInputsGivesTheProbabilitiesOfTheTraining() async throws {
        let training = try await PreparedTraining<Double>(settings, registry)
        try training.train()
        let batch = training.test.prefix(20)
        let X: Matrix<Double> = try training.model.normalizer.inputs(of: batch, on: training.backend)
        var difference = training.network.probabilities(X, on: training.backend)
        difference.combine(1, with: try training.probabilities(of: batch), -1)
        #expect(batch.count == 20 && batch.labels == Array(training.test.labels.prefix(20)))
        #expect(X.rows == 20 && difference.norm < 1e-12)
    }
}

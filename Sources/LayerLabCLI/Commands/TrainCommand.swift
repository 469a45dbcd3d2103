import ArgumentParser
import Foundation
import LayerLab

/// `layerlab train`: one run from a configuration to a folder.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network and leave its model, history and curves in a folder.",
        discussion: """
            cost = loss + lambda * sum of W^2, where loss is the mean cross-entropy. A value set by a flag wins over \
            one from a LAYERLAB_* variable, which wins over --config, over --preset, over what is built in.

            EXAMPLES
              layerlab train --dataset fashion_mnist --hidden 50,50 --cycles 1
              layerlab train --preset coursework/3-layer-bn --data-dir DIR --seed 2
              layerlab train --dataset shapes --activation leaky_relu:slope=0.01
              layerlab train --config run.yaml --lambda 0.01 --out runs/more-lambda
              layerlab train --resume runs/more-lambda
              layerlab train --preset quickstart --out runs/first --tensorboard board/first
            """)

    @OptionGroup var options: RunOptions

    @Option(help: ArgumentHelp("Continue the run in this folder from its checkpoint.", valueName: "run"))
    var resume: String?

    @Option(
        help: ArgumentHelp(
            "Write events for TensorBoard into this folder as the run goes on; 'tensorboard --logdir' shows them.",
            valueName: "folder"),
        completion: .directory)
    var tensorboard: String?

    @Flag(help: "Print every value with where it came from, and do not train.")
    var printConfig = false

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        let registry = try options.plugins.registry()
        if printConfig {
            let layered = try resume.map { try saved($0, registry).layered } ?? options.layered(registry)
            Console.print(output.json ? try JSONText.encode(layered.listing) : layered.table.text)
            return
        }
        let (configuration, folder) = try resume.map { try reopen($0, registry) } ?? begin(registry)
        var report = TrainingReport(output)
        var events = try TensorBoardReport(folder: tensorboard, resumes: resume != nil)
        let summary: RunSummary
        do {
            summary = try await RunSession.train(
                configuration, registry, in: folder, resumes: resume != nil,
                onEvent: {
                    report.show($0)
                    try events.take($0)
                })
        } catch {
            report.finish()
            // What went wrong first is what is told.
            try? events.finish()
            throw error
        }
        report.finish()
        try events.finish()
        do {
            try await RunFigures.drawCurves(of: folder, registry)
        } catch let error as LabError {
            // The training is done and kept; a missing gnuplot must not make it look failed.
            Console.warn("no curves were drawn. \(error.message)")
        }
        try conclude(summary, configuration)
    }

    /// The configuration of a new run, and its folder.
    private func begin(_ registry: Registry) throws -> (RunConfiguration, RunFolder) {
        let configuration = try options.layered(registry).configuration
        return (configuration, try RunFolder.new(at: configuration.out, dataset: configuration.dataset))
    }

    private func reopen(_ path: String, _ registry: Registry) throws -> (RunConfiguration, RunFolder) {
        let (layered, folder) = try saved(path, registry)
        return (layered.configuration, folder)
    }

    /// The configuration that a run has saved; only what leaves the results alone may be changed.
    private func saved(
        _ path: String, _ registry: Registry
    ) throws -> (layered: LayeredConfiguration, folder: RunFolder) {
        let changed = options.flags.keys.filter { $0 != "threads" && $0 != "data_dir" }.sorted()
        guard changed.isEmpty, options.preset == nil, options.config == nil else {
            throw LabError.usage(
                "A resumed run keeps its configuration; besides --resume, only --threads and --data-dir may be given"
                    + (changed.isEmpty ? "." : ", not \(changed.joined(separator: ", ")). Start a new run for that."))
        }
        let folder = try RunFolder.open(path)
        let layered = try LayeredConfiguration(file: folder.configuration, flags: options.flags, registry: registry)
        return (layered, folder)
    }

    private func conclude(_ summary: RunSummary, _ configuration: RunConfiguration) throws {
        Console.print(output.json ? try summary.json() : summary.table(hasValidation: configuration.hasValidation).text)
        if summary.status == .interrupted {
            throw LabError(
                .interrupted,
                "Stopped at step \(summary.steps) of \(summary.plannedSteps). Continue with: "
                    + "layerlab train --resume \(summary.folder)")
        }
    }
}

extension RunSummary {
    /// What came out, for people; nothing is called the best where no validation says so.
    func table(hasValidation: Bool) -> TextTable {
        var table = TextTable(["", "step", "epoch", "loss", "cost", "accuracy"], alignRight: [1, 2, 3, 4, 5])
        for (name, row) in [("last", last), ("best", best)].prefix(hasValidation ? 2 : 1) {
            let measured = [("training", row.training), ("validation", row.validation)]
            for (split, metrics) in measured.prefix(hasValidation ? 2 : 1) {
                table.add([
                    "\(name) \(split)", String(row.step), row.epoch.formatted(decimals: 1),
                    metrics.loss.formatted(decimals: 4), metrics.cost.formatted(decimals: 4), metrics.accuracy.percent,
                ])
            }
        }
        return table
    }
}

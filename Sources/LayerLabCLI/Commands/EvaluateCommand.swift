import ArgumentParser
import LayerLab

/// `layerlab evaluate`: the kept model of a run on a split that it did not learn from.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a trained network on the test split: loss, accuracy, confusion matrix, every class.",
        discussion: """
            EXAMPLES
              layerlab evaluate runs/first
              layerlab evaluate runs/first --split validation --json
            """)

    @OptionGroup var argument: RunArgument

    @Option(help: "Which samples: training, validation or test.")
    var split: SplitName = .test

    @Option(help: "Where the data are, if they have moved since the run.")
    var dataDir: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        let registry = try argument.plugins.registry()
        var (folder, configuration) = try argument.open(registry)
        configuration.dataDirectory = dataDir ?? configuration.dataDirectory
        let splits = try await DataLibrary.load(configuration.dataRequest)
        warnIfDataChanged(folder, splits)
        let subset = split.of(splits)
        guard subset.count > 0 else { throw LabError.usage("The \(split.rawValue) split of this run is empty.") }
        try evaluate(configuration.scalarType, folder, configuration, registry, subset)
    }

    private func warnIfDataChanged(_ folder: RunFolder, _ splits: Splits) {
        // A run that was killed has left no summary, but a model that can be measured.
        guard let trained = try? RunSummary.read(folder).provenance.data else { return }
        if trained != splits.checksum, !output.quiet {
            Console.note("warning: these data are not those of the run: \(splits.checksum) instead of \(trained).")
        }
    }

    private func evaluate<S: Scalar>(
        _ type: S.Type, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry, _ subset: Subset
    ) throws {
        let run = try SavedRun<S>(folder, configuration, registry)
        try run.check(subset.dataset)
        let backend = try argument.backend(configuration)
        let metrics = try run.metrics(on: subset, on: backend)
        let confusion = try run.confusion(on: subset, on: backend)
        if output.json {
            Console.print(
                try JSONText.encode(Result(run: argument.path, split: split.rawValue, metrics, confusion)))
        } else {
            show(metrics, confusion, subset.count)
        }
    }

    private func show(_ metrics: Metrics, _ confusion: ConfusionMatrix, _ count: Int) {
        Console.print(
            "\(split.rawValue): \(count) samples  loss \(metrics.loss.formatted(decimals: 4))  "
                + "cost \(metrics.cost.formatted(decimals: 4))  accuracy \(metrics.accuracy.percent)\n")
        Console.print(confusion.perClassTable.text + "\n")
        Console.print("rows: true class, columns: predicted class\n" + confusion.table.text)
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        let schema = "layerlab.evaluation"
        let version = 1
        let run: String
        let split: String
        let metrics: Metrics
        let confusion: ConfusionMatrix

        init(run: String, split: String, _ metrics: Metrics, _ confusion: ConfusionMatrix) {
            self.run = run
            self.split = split
            self.metrics = metrics
            self.confusion = confusion
        }
    }
}

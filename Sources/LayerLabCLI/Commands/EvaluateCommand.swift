import ArgumentParser
import LayerLab

/// `layerlab evaluate`: the kept model of a run on a split that it did not learn from.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a trained network on the test split: loss, accuracy, confusion matrix, every class.",
        discussion: """
            With --snapshots or --with several networks decide together, by the mean of their probabilities.

            EXAMPLES
              layerlab evaluate runs/first
              layerlab evaluate runs/first --split validation --json
              layerlab evaluate runs/first --snapshots --last 3
              layerlab evaluate runs/first --with runs/second --with runs/third
            """)

    @OptionGroup var argument: RunArgument

    @Option(help: "Which samples: training, validation or test.")
    var split: SplitName = .test

    @Option(help: "Where the data are, if they have moved since the run.")
    var dataDir: String?

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp("Another run that decides with this one; may be repeated.", valueName: "run"),
        completion: .directory)
    var others: [String] = []

    @Flag(help: "Let the models that the run kept on the way (--snapshot-every) decide together.")
    var snapshots = false

    @Option(help: ArgumentHelp("Of the snapshots only the last ones.", valueName: "count"))
    var last: Int?

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if let last, last < 1 || !snapshots {
            throw ValidationError("--last \(last) counts snapshots: give at least 1, together with --snapshots.")
        }
    }

    func run() async throws {
        let registry = try argument.plugins.registry()
        let (folder, configuration) = try argument.open(registry)
        warn(folder.stop)
        let splits = try await folder.splits(configuration, in: dataDir, quiet: output.quiet)
        let subset = try splits.chosen(split).samples
        var evaluation =
            others.isEmpty && !snapshots
            ? try evaluated(configuration.scalarType, folder, configuration, registry, subset)
            : try decidedTogether(folder, configuration, registry, splits, subset)
        evaluation.data = splits.checksum
        Console.print(output.json ? try JSONText.encode(evaluation) : evaluation.text)
    }

    private func evaluated<S: Scalar>(
        _ type: S.Type, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry, _ subset: Subset
    ) throws -> Evaluation {
        let run = try SavedRun<S>(folder, configuration, registry)
        try run.check(subset.dataset)
        let backend = try configuration.backend(threads: argument.threads)
        let metrics = try run.metrics(on: subset, on: backend)
        let predictions = try run.probabilities(of: subset, on: backend).largestByRow
        return Evaluation(
            run: argument.path, split: split.rawValue,
            metrics: .init(loss: metrics.loss, cost: metrics.cost, accuracy: metrics.accuracy), members: nil,
            confusion: confusion(subset, predictions))
    }

    private func decidedTogether(
        _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry, _ splits: Splits, _ subset: Subset
    ) throws -> Evaluation {
        let backend = try configuration.backend(threads: argument.threads)
        func members(_ name: String, _ folder: RunFolder, _ configuration: RunConfiguration) throws -> [Ensemble.Member]
        {
            try folder.members(
                name, configuration, registry, snapshots: snapshots ? last ?? .max : nil, on: subset, backend)
        }
        let ensemble = Ensemble(
            try members(argument.path, folder, configuration)
                + others.flatMap { path in
                    let (folder, configuration) = try RunArgument.open(path, registry)
                    warn(folder.stop)
                    warn(
                        folder.change(splits).map {
                            "\(path): \($0) It may have been trained on samples that it is asked for here."
                        })
                    return try members(path, folder, configuration)
                })
        let labels = subset.labels
        func metrics(_ P: Matrix<Double>) -> Evaluation.Figures {
            let (loss, accuracy) = Ensemble.score(P, labels)
            return .init(loss: loss, cost: nil, accuracy: accuracy)
        }
        return Evaluation(
            run: argument.path, split: split.rawValue, metrics: metrics(ensemble.probabilities),
            members: ensemble.members.map { .init(name: $0.name, metrics: metrics($0.probabilities)) },
            confusion: confusion(subset, ensemble.probabilities.largestByRow))
    }

    private func warn(_ sentence: String?) {
        if let sentence, !output.quiet { Console.warn(sentence) }
    }

    private func confusion(_ subset: Subset, _ predictions: [Int32]) -> ConfusionMatrix {
        ConfusionMatrix(
            labels: subset.labels, predictions: predictions,
            classNames: subset.dataset.classNames)
    }
}

/// What came out, for people and for programs.
private struct Evaluation: Encodable {
    /// An ensemble has no cost, as it has no weights of its own.
    struct Figures: Encodable {
        let loss: Double
        let cost: Double?
        let accuracy: Double
    }

    struct Member: Encodable {
        let name: String
        let metrics: Figures
    }

    let schema = "layerlab.evaluation"
    let version = 1
    let run: String
    let split: String
    /// The checksum of the data.
    var data = ""
    let metrics: Figures
    /// The networks of an ensemble; nil for a single one.
    let members: [Member]?
    let confusion: ConfusionMatrix

    var text: String {
        let count = confusion.classNames.indices.reduce(0) { $0 + confusion.support($1) }
        let cost = metrics.cost.map { "cost \($0.formatted(decimals: 4))  " } ?? ""
        let head =
            "\(split): \(count) samples  loss \(metrics.loss.formatted(decimals: 4))  "
            + "\(cost)accuracy \(metrics.accuracy.percent)"
        return [
            head, membersTable?.text, confusion.perClassTable.text,
            "rows: true class, columns: predicted class\n" + confusion.table.text,
        ].compactMap { $0 }.joined(separator: "\n\n")
    }

    private var membersTable: TextTable? {
        members.map { members in
            var table = TextTable(["network", "loss", "accuracy"], alignRight: [1, 2])
            for (name, metrics) in members.map({ ($0.name, $0.metrics) }) + [("together", metrics)] {
                table.add([name, metrics.loss.formatted(decimals: 4), metrics.accuracy.percent])
            }
            return table
        }
    }
}

import ArgumentParser
import LayerLab

/// `layerlab plot confusion`: what a network takes the classes for.
struct PlotConfusionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confusion",
        abstract: "The confusion matrix of a run: counts in cells that are colored by their share of the true class.",
        discussion: """
            EXAMPLES
              layerlab plot confusion runs/first
              layerlab plot confusion @best --split test --out test.png
            """)

    @Argument(help: "The folder of a run, or a run of the store.") var run: String
    @Option(
        help: "Which samples: training, validation or test. (default: validation; training where nothing validates)")
    var split: SplitName?
    @Option(help: "Where the data are, if they have moved since the run.") var dataDir: String?
    @Option(help: ArgumentHelp("Worker threads; those of the run where not given.", valueName: "count"))
    var threads: Int?
    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let registry = try store.plugins.registry()
        let run = try store.run(run, registry)
        let confusion = try RunFigures.confusion(
            of: run, await run.splits(in: dataDir), split: split, title: figure.title, threads: threads, registry)
        try await figure.write(confusion, or: [run].place("confusion.svg", store))
    }
}

import ArgumentParser
import LayerLab

/// `layerlab plot curves`: loss, cost and accuracy over a training.
struct PlotCurvesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curves",
        abstract: "Loss, cost, accuracy and rate of one run; losses and accuracy of several over each other.",
        discussion: """
            Of several runs, those that differ in the seed alone are one line, the mean, with a band from the lowest to the \
            highest. Lines are named after the settings in which the runs differ.

            EXAMPLES
              layerlab plot curves runs/first
              layerlab plot curves runs/relu runs/elu --out relu-or-elu.svg
              layerlab plot curves --store runs/store.sqlite --sweep widths
            """)

    @Argument(help: "Folders of runs, or runs of the store; all of the sweep where none is named.")
    var runs: [String] = []
    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let registry = try store.plugins.registry()
        let runs = try store.runs(runs, registry)
        let place = runs.place("curves.svg", store)
        try await figure.write(
            runs.count == 1
                ? RunFigures.curves(of: runs[0], title: figure.title, registry)
                : RunFigures.comparison(of: runs, title: figure.title), or: place)
    }
}

import ArgumentParser
import LayerLab

/// `layerlab plot rate`: the learning rate over a training.
struct PlotRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate", abstract: "The learning rate over the steps, of one run or of several.",
        discussion: """
            A schedule that no run has is drawn by 'layerlab describe SCHEDULE --plot'.

            EXAMPLES
              layerlab plot rate runs/first
              layerlab plot rate runs/cyclical runs/constant --out rates.png
            """)

    @Argument(help: "Folders of runs, or runs of the store; all of the sweep where none is named.")
    var runs: [String] = []
    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let registry = try store.plugins.registry()
        let runs = try store.runs(runs, registry)
        try await figure.write(
            RunFigures.rates(of: runs, title: figure.title, registry), or: runs.place("rate.svg", store))
    }
}

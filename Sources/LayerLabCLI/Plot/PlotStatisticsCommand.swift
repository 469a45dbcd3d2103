import ArgumentParser
import LayerLab

/// `layerlab plot statistics`: activations and gradients of each layer.
struct PlotStatisticsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistics",
        abstract: "How large activations and gradients of each hidden layer were while a run was trained.",
        discussion: """
            The run has to be trained with --record-statistics. Each row of the figure is a layer; the darker, the more of \
            the values are of that size. The row 0 at the bottom is the share of exact zeros: units of a ReLU that are off. \
            Layers share their axes, so gradients that vanish towards the input are seen to do so.

            EXAMPLES
              layerlab train --preset tutorial/shapes --hidden 50,50,50,50,50 --record-statistics --out runs/deep
              layerlab plot statistics runs/deep
            """)

    @Argument(help: "The folder of a run, or a run of the store.") var run: String
    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let run = try store.run(run, store.plugins.registry())
        try await figure.write(
            RunFigures.statistics(of: run, title: figure.title), or: [run].place("statistics.svg", store))
    }
}

import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plot ablation`: the accuracies of a sweep.
struct PlotAblationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ablation",
        abstract: "The accuracies of an ablation or a sweep: one row a setting, one dot a seed, the mean marked.",
        discussion: """
            Beside it, 'layerlab ablate --plot' draws the differences to the baseline with their intervals.

            EXAMPLES
              layerlab plot ablation ablate-1a2b3c4d
              layerlab plot ablation widths --store runs/store.sqlite --out widths.png
            """)

    @Argument(help: "The name of a sweep or of an ablation.") var sweep: String
    @Option(help: ArgumentHelp("The file of the store.", valueName: "file"), completion: .file())
    var store = "runs/store.sqlite"
    @OptionGroup var plugins: PluginOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let url = URL(fileURLWithPath: store)
        let runs = try RunStore.existing(url)
        guard try runs.sweeps().contains(sweep) else {
            throw LabError.unknown("sweep in \(store)", sweep, choices: try runs.sweeps())
        }
        try await figure.write(
            RunFigures.spread(of: sweep, in: runs, title: figure.title, plugins.registry()),
            or: url.deletingLastPathComponent().appendingPathComponent("\(sweep)-ablation.svg"))
    }
}

import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plot search`: what a search found.
struct PlotSearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "The validation accuracy of a search's trials against a searched setting.",
        discussion: """
            The axis is logarithmic where the range was; coarse and fine stage and trials that ended early have marks of \
            their own. A setting that is no number has a row for each of its values.

            EXAMPLES
              layerlab plot search runs/lambda
              layerlab plot search runs/search --key eta_max --out rate.png
            """)

    @Argument(help: ArgumentHelp("The folder of a search that 'layerlab search' made.", valueName: "folder"))
    var folder: String
    @Option(help: ArgumentHelp("The setting; lambda where that was searched.", valueName: "key"))
    var key: String?
    @OptionGroup var plugins: PluginOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let url = URL(fileURLWithPath: folder)
        let result = try SearchResult.read(url)
        try await figure.write(
            RunFigures.search(result, key: key, title: figure.title, plugins.registry()),
            or: url.appendingPathComponent("search.svg"))
    }
}

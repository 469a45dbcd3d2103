import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plot weights`: what the units of the first layer look for.
struct PlotWeightsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "The weights of the first layer as images, one for each unit, in a PNG file.",
        discussion: """
            Each image is scaled to its own range.

            EXAMPLES
              layerlab plot weights runs/first --out weights.png
            """)

    @Argument(help: "The folder of a run, or a run of the store.") var run: String
    @OptionGroup var store: StoreOptions
    @Option(
        help: ArgumentHelp("The file: a name that ends in .png.", valueName: "file.png"),
        completion: .file(extensions: ["png"]))
    var out: String?

    func validate() throws {
        guard let out, URL(fileURLWithPath: out).pathExtension != "png" else { return }
        throw ValidationError("--out \(out) is no name for a picture of images: it does not end in .png.")
    }

    func run() async throws {
        let registry = try store.plugins.registry()
        let run = try store.run(run, registry)
        let images = try RunFigures.weights(of: run, registry)
        let url = out.map { URL(fileURLWithPath: $0) } ?? [run].place("weights.png", store)
        try DurableFile.write(images.image.pngData(), to: url)
        Console.print(out ?? url.shortPath)
    }
}

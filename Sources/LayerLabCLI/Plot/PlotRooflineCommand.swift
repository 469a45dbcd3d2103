import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plot roofline`: kernels beside what the machine can do at most.
struct PlotRooflineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roofline",
        abstract: "Operations a second against operations a byte of measured kernels, under the machine's roofs.",
        discussion: """
            It reads what 'layerlab bench kernels --json' or 'layerlab bench gemm --json' prints.

            EXAMPLES
              layerlab bench kernels --json | layerlab plot roofline
              layerlab plot roofline gemm.json --out gemm.png
            """)

    @Argument(help: ArgumentHelp("The file of a benchmark; standard input where not given.", valueName: "file"))
    var file: String?
    @OptionGroup(title: "Figure") var figure: FigureOptions

    func run() async throws {
        let name = file ?? "standard input"
        let data =
            try file.map { try DurableFile.read(URL(fileURLWithPath: $0)) } ?? FileHandle.standardInput.readToEnd()
        let decoder = JSONDecoder()
        guard let listing = try? decoder.decode(BenchmarkListing.self, from: data ?? Data()),
            listing.schema == BenchmarkListing.name
        else {
            throw LabError.badData(
                "\(name) is no benchmark: the output of 'layerlab bench kernels --json' or 'layerlab bench gemm --json' was "
                    + "expected.")
        }
        let place = file.map { URL(fileURLWithPath: $0).deletingPathExtension().appendingPathExtension("svg") }
        try await figure.write(
            RunFigures.roofline(listing, title: figure.title), or: place ?? URL(fileURLWithPath: "roofline.svg"))
    }
}

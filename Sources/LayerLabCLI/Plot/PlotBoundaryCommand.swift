import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plot boundary`: the decision regions of a network with two inputs.
struct PlotBoundaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundary",
        abstract: "Draw which class a network with two inputs gives to each place of the plane.",
        discussion: """
            Colors blend the classes by their probabilities; a line is drawn where the most probable class changes; on top \
            are training samples. A run with --snapshot-every gets a panel for each model that it kept on the way.

            EXAMPLES
              layerlab train --preset tutorial/spiral --snapshot-every 100 --out runs/spiral
              layerlab plot boundary runs/spiral
              layerlab plot boundary runs/spiral --panels 4 --out spiral.png
              layerlab plot boundary runs/spiral --steps 100,500,2000
            """)

    @OptionGroup var argument: RunArgument

    @Option(
        help: ArgumentHelp(
            "The picture's file, SVG or PNG; boundary.svg in the run's folder where not given.", valueName: "file"),
        completion: .file(extensions: ["svg", "png"]))
    var out: String?

    @Option(help: ArgumentHelp("Draw the snapshots of these steps, separated by commas.", valueName: "steps"))
    var steps: String?

    @Option(help: ArgumentHelp("Draw at most so many snapshots, evenly spaced.", valueName: "count"))
    var panels: Int?

    @Option(help: ArgumentHelp("Draw at most so many training samples.", valueName: "count"))
    var samples = BoundaryChoice().samples

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if steps != nil && panels != nil {
            throw ValidationError("--steps and --panels contradict each other: give one of them.")
        }
        if let panels, !(1...25).contains(panels) {
            throw ValidationError("--panels is in 1 ... 25, but \(panels) was given.")
        }
        guard (0...5000).contains(samples) else {
            throw ValidationError("--samples is in 0 ... 5000, but \(samples) was given.")
        }
        _ = try stepList()
    }

    func run() async throws {
        let registry = try argument.plugins.registry()
        let (folder, configuration) = try argument.open(registry)
        let url = out.map { URL(fileURLWithPath: $0) } ?? folder.url.appendingPathComponent("boundary.svg")
        let splits = try await DataLibrary.load(configuration.dataRequest)
        let choice = BoundaryChoice(
            steps: try stepList(), panels: panels ?? BoundaryChoice.mostPanels, samples: samples)
        let figure = try RunFigures.boundary(
            of: folder, configuration, registry, splits: splits, on: argument.backend(configuration), choice)
        try await figure.write(to: url)
        Console.print(output.json ? try JSONText.encode(Result(file: url.path)) : out ?? url.shortPath)
    }

    /// The steps as numbers; nil where none are given.
    private func stepList() throws -> [Int]? {
        try steps?.split(separator: ",", omittingEmptySubsequences: false).map { text in
            guard let step = Int(text), step >= 1 else {
                throw ValidationError("--steps is '\(steps ?? "")', but numbers separated by commas were expected.")
            }
            return step
        }
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        let schema = "layerlab.plot"
        let version = 1
        let file: String
    }
}

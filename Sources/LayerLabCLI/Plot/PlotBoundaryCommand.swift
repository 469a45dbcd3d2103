import ArgumentParser
import LayerLab

/// `layerlab plot boundary`: the decision regions of a network with two inputs.
struct PlotBoundaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundary",
        abstract: "Draw which class a network with two inputs gives to each place of the plane.",
        discussion: """
            The run is the folder of a training, or a run of the store. Colors blend the classes by their probabilities; a line is drawn where the most probable class changes; on top \
            are training samples. A run with --snapshot-every gets a panel for each model that it kept on the way.

            EXAMPLES
              layerlab train --preset tutorial/spiral --snapshot-every 100 --out runs/spiral
              layerlab plot boundary runs/spiral
              layerlab plot boundary runs/spiral --panels 4 --out spiral.png
              layerlab plot boundary runs/spiral --steps 100,500,2000
            """)

    @Argument(help: "The folder of a run, or a run of the store.") var run: String

    @Option(help: ArgumentHelp("Draw the snapshots of these steps, separated by commas.", valueName: "steps"))
    var steps: String?

    @Option(help: ArgumentHelp("Draw at most so many snapshots, evenly spaced.", valueName: "count"))
    var panels: Int?

    @Option(help: ArgumentHelp("Draw at most so many training samples.", valueName: "count"))
    var samples = BoundaryChoice().samples

    @Option(help: "Where the data are, if they have moved since the run.") var dataDir: String?

    @Option(help: ArgumentHelp("Worker threads; those of the run where not given.", valueName: "count"))
    var threads: Int?

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Figure") var figure: FigureOptions

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
        let registry = try store.plugins.registry()
        let run = try store.run(run, registry)
        let choice = BoundaryChoice(
            steps: try stepList(), panels: panels ?? BoundaryChoice.mostPanels, samples: samples)
        let boundary = try RunFigures.boundary(
            of: run, await run.splits(in: dataDir), on: run.configuration.backend(threads: threads),
            title: figure.title, choice,
            registry)
        try await figure.write(boundary, or: [run].place("boundary.svg", store))
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
}

import ArgumentParser

/// `layerlab plot`: figures of runs.
struct PlotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a figure of a run.",
        discussion: """
            EXAMPLES
              layerlab plot boundary runs/spiral
            """,
        subcommands: [PlotBoundaryCommand.self])
}

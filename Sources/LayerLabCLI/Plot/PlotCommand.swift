import ArgumentParser
import LayerLab

/// `layerlab plot`: figures of what was trained, searched and measured.
struct PlotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw figures of runs, sweeps, searches and benchmarks.",
        discussion: """
            A run is the folder that 'layerlab train' made, or a run of a store: the beginning of its id, @last or @best. \
            Figures go into SVG or PNG files, which gnuplot draws; without --out they stand beside what they show.

            EXAMPLES
              layerlab plot curves runs/first
              layerlab plot curves runs/relu-1 runs/relu-2 runs/elu-1 --out relu-or-elu.svg
              layerlab plot curves --sweep widths --title "Wider layers"
              layerlab plot confusion runs/first --split test
              layerlab plot statistics runs/deep --out deep.png
              layerlab bench kernels --json | layerlab plot roofline --out roofline.svg
            """,
        subcommands: [
            PlotCurvesCommand.self, PlotRateCommand.self, PlotSearchCommand.self, PlotAblationCommand.self,
            PlotConfusionCommand.self, PlotWeightsCommand.self, PlotStatisticsCommand.self, PlotBoundaryCommand.self,
            PlotRooflineCommand.self,
        ])
}

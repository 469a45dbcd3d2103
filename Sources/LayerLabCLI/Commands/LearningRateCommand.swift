import ArgumentParser
import Foundation
import LayerLab

/// `layerlab lr-find`: a learning-rate range test.
struct LearningRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lr-find",
        abstract: "Let the learning rate grow step by step, plot the loss against it, and suggest a range.",
        discussion: """
            The rate grows by one factor a step from --from to --to; the test ends early where the loss explodes.

            EXAMPLES
              layerlab lr-find --dataset fashion_mnist --hidden 50,50
              layerlab lr-find --dataset shapes --batch-norm none --plot rates.svg
            """)

    @OptionGroup var options: RunOptions
    @Option(help: "The smallest rate of the test.") var from = 1e-6
    @Option(help: "The largest rate of the test.") var to = 10.0
    @Option(name: .customLong("test-steps"), help: "Steps of the test.") var testSteps = 200
    @Option(help: "Where the plot goes: a name that ends in .svg or .png.") var plot = "lr-find.svg"
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard from > 0, to > from, to.isFinite else {
            throw ValidationError("The test needs 0 < --from < --to, but \(from) and \(to) were given.")
        }
        guard testSteps >= 10 else { throw ValidationError("--test-steps is at least 10, but \(testSteps) was given.") }
    }

    func run() async throws {
        let registry = try options.plugins.registry()
        let configuration = try options.layered(registry).configuration
        let finder = try await RateTest.run(
            configuration, registry, LearningRateFinder(from: from, to: to, steps: testSteps))
        try await LearningRateFigure(finder).write(to: URL(fileURLWithPath: plot))
        try conclude(finder)
    }

    private func conclude(_ finder: LearningRateFinder) throws {
        if output.json {
            Console.print(try JSONText.encode(Result(finder, plot: plot)))
        } else if let (etaMin, etaMax) = finder.suggestion {
            Console.print(String(format: "suggested range: --eta-min %.1e --eta-max %.1e", etaMin, etaMax))
            if !output.quiet { Console.note("plot: \(plot)") }
        } else {
            Console.print("No rate of the test brought the loss down by a tenth: widen --from and --to.")
        }
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        let schema = "layerlab.lr_find"
        let version = 1
        let etaMin: Double?
        let etaMax: Double?
        let points: [LearningRateFinder.Point]
        let plot: String

        init(_ finder: LearningRateFinder, plot: String) {
            etaMin = finder.suggestion?.etaMin
            etaMax = finder.suggestion?.etaMax
            points = finder.points
            self.plot = plot
        }
    }
}

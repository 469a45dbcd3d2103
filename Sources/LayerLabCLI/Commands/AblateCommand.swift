import ArgumentParser
import Foundation
import LayerLab

/// `layerlab ablate`: one setting changed at a time, and what is beyond noise.
struct AblateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ablate",
        abstract: "Change one setting at a time around a baseline, over seeds, and tell what is beyond noise.",
        discussion: """
            Values are separated by commas; an option name=value behind a component with a colon belongs to that component. \
            Where a semicolon stands among them, semicolons alone separate: --vary 'hidden=50,50;100,100'.

            The table has the accuracy on validation (mean and standard deviation over the seeds), the difference to the \
            baseline with the same seeds, its 95 % t interval, and p after Holm's correction over all rows: better and \
            worse mean p < 0.05.

            EXAMPLES
              layerlab ablate --baseline tutorial/shapes --vary batch-norm=none,before,after --seeds 5
              layerlab ablate --baseline run.yaml --vary activation=relu,leaky_relu:slope=0.01,elu:alpha=0.5 --plot effects.svg
            """)

    @Option(help: "A preset, or a YAML file with settings.") var baseline: String
    @Option(help: ArgumentHelp("A setting and the values to try; may be repeated.", valueName: "key=value,value"))
    var vary: [String]
    @Option(
        help: ArgumentHelp("A setting of the baseline to change for all runs; may be repeated.", valueName: "key=value")
    )
    var set: [String] = []
    @Option(help: "How many seeds, from 1 on.") var seeds = 5
    @Option(help: "Where the forest plot goes: a name that ends in .svg or .png.") var plot: String?
    @Flag(help: "Print the table in Markdown.") var markdown = false
    @OptionGroup var sweep: SweepOptions
    @OptionGroup(title: "Plugins") var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if markdown && output.json { throw ValidationError("--markdown and --json contradict each other: give one.") }
    }

    func run() async throws {
        let registry = try plugins.registry()
        let session = SweepSession(
            manifest: try manifest(registry), options: sweep, plugins: plugins, output: output)
        if sweep.dryRun { return try await session.describe(registry) }
        let store = try await session.run()
        if let ablation = try store.ablation(session.manifest) {
            Console.print(
                output.json
                    ? try JSONText.encode(ablation) : markdown ? ablation.table.markdown : ablation.table.text)
            if let plot { try await ablation.figure(baseline).write(to: URL(fileURLWithPath: plot)) }
        }
        try session.conclude(store)
    }

    private func manifest(_ registry: Registry) throws -> SweepManifest {
        let variations = try vary.map(SweepSpecification.Variation.init)
        let settings = try set.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw LabError.usage("--set is '\(text)', but KEY=VALUE was expected.") }
            return (parts[0], parts[1])
        }
        let specification = try SweepSpecification(
            name: "", baseline: baseline, overrides: Dictionary(settings) { $1 }, varying: variations,
            seeds: SweepSpecification.seeds(seeds))
        var manifest = try SweepManifest(specification, registry: registry)
        manifest.name = sweep.name ?? manifest.ownName("ablate")
        return manifest
    }
}

extension Ablation {
    /// The table for people, accuracies in percent.
    var table: TextTable {
        var table = TextTable(
            ["change", "seeds", "validation", "difference", "95 % interval", "p (Holm)", "verdict"],
            alignRight: [1, 2, 3, 4, 5])
        table.add(["baseline", String(baseline.count), baseline.percentText, "", "", "", ""])
        for row in rows {
            let mean = 100 * row.comparison.differences.mean
            let interval = row.comparison.halfWidth.map {
                String(format: "%+.2f ... %+.2f", mean - 100 * $0, mean + 100 * $0)
            }
            table.add([
                row.label, String(row.accuracy.count), row.accuracy.percentText, String(format: "%+.2f", mean),
                interval ?? "", row.adjustedP.map { $0 < 0.0001 ? "< 0.0001" : String(format: "%.4f", $0) } ?? "",
                row.verdict.rawValue,
            ])
        }
        return table
    }

    /// The forest plot of the differences.
    func figure(_ baseline: String) -> ForestFigure {
        ForestFigure(
            title: "Difference to \(baseline), \(self.baseline.count) seeds, 95 % intervals",
            axis: "difference of the validation accuracy, percentage points",
            rows.map { row in
                ForestFigure.Effect(
                    row.label, difference: 100 * row.comparison.differences.mean,
                    halfWidth: 100 * (row.comparison.halfWidth ?? 0))
            })
    }
}

extension Sample {
    /// `53.08 +- 0.33 %`.
    var percentText: String {
        String(format: "%.2f", 100 * mean) + (deviation.map { String(format: " +- %.2f", 100 * $0) } ?? "") + " %"
    }
}

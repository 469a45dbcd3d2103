import ArgumentParser
import Foundation
import LayerLab

/// `layerlab bench plugin`: what it costs an activation to be outside.
struct BenchPlugin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "An activation of a plugin beside the same one built in.",
        discussion: """
            leaky_relu is compiled once more as a plugin in C (cc is needed), and both are measured in turn: on batches, \
            on one thread, and in a whole training step.
            """)

    @OptionGroup var settings: RunOptions
    @Option(help: "Measurements of each row.") var repeats = 101
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try BenchCommand.check(repeats: repeats)
    }

    func run() async throws {
        try BenchCommand.requireOptimizedCore()
        var registry = try settings.plugins.registry()
        let configuration = try settings.layered(registry).configuration
        try await loadTwin(into: &registry)
        let names = ["leaky_relu", "rectifier_twin"]
        let rows =
            try ActivationBenchmark.rows(names, registry, repeats: repeats)
            + ActivationBenchmark.steps(names, configuration, registry, repeats: repeats)
        let comparison = PluginComparison(rows, names)
        Console.print(output.json ? try JSONText.encode(comparison) : comparison.table.text)
    }

    private func loadTwin(into registry: inout Registry) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
        try DurableFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appendingPathComponent("rectifier_twin.c")
        try DurableFile.write(PluginSource.twin, to: source)
        let compiler = try PluginCompiler(source.path)
        try await compiler.run { if output.verbose { Console.note($0) } }
        try registry.load(plugin: compiler.library.path)
    }
}

/// The same work done inside and outside.
struct PluginComparison: Encodable {
    let schema = "layerlab.plugin_benchmark"
    let version = 1
    let rows: [Row]

    struct Row: Encodable {
        let work: String
        let builtInSeconds, pluginSeconds, ratio, spread: Double
    }

    init(_ rows: [BenchmarkRow], _ names: [String]) {
        self.rows = rows.filter { $0.name == names[0] }.map { builtIn in
            let plugin = rows.first { $0.name == names[1] && $0.shape == builtIn.shape }!
            return Row(
                work: builtIn.shape, builtInSeconds: builtIn.seconds, pluginSeconds: plugin.seconds,
                ratio: plugin.seconds / builtIn.seconds, spread: max(builtIn.spread, plugin.spread))
        }
    }

    var table: TextTable {
        var table = TextTable(
            ["work", "built-in, us", "plugin, us", "plugin / built-in", "+-"], alignRight: [1, 2, 3, 4])
        for row in rows {
            table.add([
                row.work, (row.builtInSeconds * 1e6).formatted(decimals: 2),
                (row.pluginSeconds * 1e6).formatted(decimals: 2), row.ratio.formatted(decimals: 3), row.spread.percent,
            ])
        }
        return table
    }
}

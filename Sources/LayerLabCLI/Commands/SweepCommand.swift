import ArgumentParser
import Foundation
import LayerLab

/// `layerlab sweep`: every combination of a file's settings, in worker processes, into a store.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Train every combination of settings in a file, on all cores, into one store.",
        discussion: """
            The file has three parts. base: a preset, or settings (with preset: NAME among them). vary: product, \
            one_at_a_time or list. seeds: a count or a list.

              base: {preset: tutorial/shapes, cycles: 1}
              vary:
                product:
                  lambda: [0.001, 0.01]
                  activation: [relu, "leaky_relu:slope=0.1"]
              seeds: 3

            A run is the hash of its resolved settings, threads and folder left out: none is trained twice in a store. \
            Ctrl-C or a kill loses at most the epoch under way; the same command goes on. Runs are compared on validation \
            samples alone. Exit code 4: some runs failed.

            EXAMPLES
              layerlab sweep widths.yaml --dry-run
              layerlab sweep widths.yaml --store runs/widths.sqlite --jobs 2
              layerlab runs --store runs/widths.sqlite --sort accuracy
            """)

    @Argument(help: "The file of the sweep.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @OptionGroup var sweep: SweepOptions
    @OptionGroup(title: "Plugins") var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        let registry = try plugins.registry()
        var specification = try SweepSpecification(yaml: URL(fileURLWithPath: file))
        if let name = sweep.name { specification.name = name }
        let session = SweepSession(
            manifest: try SweepManifest(specification, registry: registry), options: sweep, plugins: plugins,
            output: output)
        if sweep.dryRun { return try await session.describe(registry) }
        let store = try await session.run()
        let runs = RunOrder.accuracy.sorted(try store.runs(of: session.manifest.name))
        Console.print(output.json ? try JSONText.encode(RunListing(runs)) : runs.table.text)
        try session.conclude(store)
    }
}

/// `layerlab sweep-worker`: one worker process of a sweep, started by it.
struct SweepWorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep-worker", abstract: "Work for a sweep.", shouldDisplay: false)

    @Option var store: String
    @Option var sweep: String
    @Option var threads: Int
    @Option var jobs: Int
    @Flag var noLockstep = false
    @Flag var failFast = false
    @OptionGroup var plugins: PluginOptions

    func run() async throws {
        let worker = SweepWorker(
            try RunStore.existing(URL(fileURLWithPath: store)), sweep: sweep, threads: threads, jobs: jobs,
            isLockstep: !noLockstep, stopsAtFailure: failFast)
        try await worker.work(plugins.registry())
    }
}

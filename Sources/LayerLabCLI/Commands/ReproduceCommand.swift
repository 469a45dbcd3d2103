import ArgumentParser
import Foundation
import LayerLab

/// `layerlab reproduce`: the published experiments again, published | ours | difference.
struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Make the experiments of five published reports again and set their figures beside ours.",
        discussion: """
            Trainings are runs of the store, several at once, searches and checks follow, and the test split is opened \
            last. --out gets report.md and report.html with tables and figures. Ctrl-C keeps what is done, and the same \
            command goes on.

            EXAMPLES
              layerlab reproduce all --dry-run
              layerlab reproduce A --data-dir data/cifar-10-batches-bin --out runs/reproduce
              layerlab reproduce all --quick --out runs/reproduce-quick
            """)

    @Argument(help: "The report: A, B, C, D, E or all.") var report = "all"
    @Flag(help: "Two epochs, one seed, few trials: shows that all is in order, not the figures.") var quick = false
    @Option(help: "Seeds of each training.") var seeds = 3
    @Option(help: "The folder of CIFAR-10; else the usual places are searched.", completion: .directory)
    var dataDir: String?
    @Option(help: "Where searches, report and figures go.", completion: .directory) var out = "runs/reproduce"
    @OptionGroup(title: "Runs") var sweep: SweepOptions
    @OptionGroup(title: "Plugins") var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        let counts = SweepSpecification.seedCounts
        guard counts.contains(seeds) else {
            throw ValidationError("--seeds is a whole number in 1 ... \(counts.upperBound), but \(seeds) was given.")
        }
    }

    func run() async throws {
        let start = ContinuousClock.now
        let registry = try plugins.registry()
        // Searches and checks have one process, with the threads of all workers.
        let (jobs, threads) = try sweep.load(runs: .max)
        var flags = ["threads": String(jobs * threads)]
        flags["data_dir"] = dataDir
        var reproduction = Reproduction(
            try ReportRow.rows(report), registry, seeds: quick ? 1 : seeds, isQuick: quick, flags: flags)
        let session = try session(reproduction)
        if sweep.dryRun { return try list(reproduction, session?.manifest) }
        let folder = URL(fileURLWithPath: out)
        let searches = folder.appendingPathComponent("searches")
        // What can be wrong at the end of hours is found at their beginning.
        try reproduction.check(in: searches)
        try await ReproductionReport.check()
        let store = try await session?.run() ?? RunStore(sweep.url)
        if sweep.failFast { try session?.conclude(store) }
        for search in reproduction.reportSearches { try await reproduction.run(search, in: searches, say: note) }
        var rows: [ReproducedRow] = []
        for row in reproduction.rows {
            try Interruption.check()
            rows.append(try await reproduction.figures(row, store, say: note))
        }
        let gradients = try await reproduction.gradientErrors(say: note)
        try await conclude(
            ReproductionReport(
                rows, gradients, reproduction, store, isQuick: quick,
                command: "layerlab reproduce \(report)\(quick ? " --quick" : " --seeds \(seeds)")",
                duration: start.duration(to: .now)), folder)
        try session?.conclude(store)
    }

    private func conclude(_ report: ReproductionReport, _ folder: URL) async throws {
        Console.print(output.json ? try json(report.rows) : report.table.text)
        try await report.write(to: folder)
        note("\(report.verdict)\nreport: \(out)/report.html and report.md")
    }

    private func json(_ rows: [ReproducedRow]) throws -> String {
        try JSONText.encode(Result(rows: rows, seeds: quick ? 1 : seeds, quick: quick))
    }

    private func note(_ line: String) {
        if !output.quiet { Console.note(line) }
    }

    /// The trainings as a sweep, named by what it holds.
    private func session(_ reproduction: Reproduction) throws -> SweepSession? {
        guard var manifest = try reproduction.manifest() else { return nil }
        manifest.name = sweep.name ?? manifest.ownName("reproduce")
        return SweepSession(manifest: manifest, options: sweep, plugins: plugins, output: output)
    }

    private func list(_ reproduction: Reproduction, _ manifest: SweepManifest?) throws {
        if output.json { return Console.print(try json(reproduction.rows.map(ReproducedRow.init))) }
        var table = TextTable(["report", "experiment", "kind", "published", "note"], alignRight: [3])
        for row in reproduction.rows {
            table.add([row.report, row.experiment, row.kind.rawValue, row.publishedFigure, row.note])
        }
        Console.print(table.text)
        Console.print(
            "\(reproduction.rows.count) rows: \(manifest?.runs.count ?? 0) runs, \(reproduction.reportSearches.count) searches; "
                + "nothing was trained")
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        var schema = "layerlab.reproduction"
        var version = 2
        let rows: [ReproducedRow]
        let seeds: Int
        let quick: Bool
    }
}

extension ReportRow {
    /// The published figure as it is printed.
    var publishedFigure: String { publishedText ?? published.map { Self.text($0, isAccuracy: isAccuracy) } ?? "" }

    /// A figure as it is printed: accuracies with two decimals, other numbers with three digits.
    static func text(_ figure: Double, isAccuracy: Bool) -> String {
        isAccuracy ? figure.formatted(decimals: 2) : String(format: "%.3g", figure)
    }
}

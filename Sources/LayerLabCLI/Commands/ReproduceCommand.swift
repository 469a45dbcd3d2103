import ArgumentParser
import Foundation
import LayerLab

/// `layerlab reproduce`: the published experiments again, published | ours | difference.
struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Run the experiments of five published reports again and set their figures beside ours.",
        discussion: """
            Rows with a fixed recipe are trained, each finished run is kept in --out, and the same command goes on. \
            Rows of searches and checks are listed with the command that makes them.

            EXAMPLES
              layerlab reproduce all --dry-run
              layerlab reproduce A --seeds 3 --data-dir data/cifar-10-batches-bin --out runs/reproduce
              layerlab reproduce all --quick --out runs/reproduce-quick
            """)

    @Argument(help: "The report: A, B, C, D, E or all.") var report = "all"
    @Flag(help: "Two epochs and one seed: shows that all is in order, not the figures.") var quick = false
    @Option(help: "Seeds for each row.") var seeds = 3
    @Option(help: "The folder of CIFAR-10; else the usual places are searched.", completion: .directory) var dataDir:
        String?
    @Option(help: "Worker threads; every core where not given.") var threads: Int?
    @Option(help: "Where runs and report go.", completion: .directory) var out = "runs/reproduce"
    @Flag(help: "List the rows and train nothing.") var dryRun = false
    @OptionGroup var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard seeds >= 1 else { throw ValidationError("--seeds is at least 1, but \(seeds) was given.") }
    }

    func run() async throws {
        let registry = try plugins.registry()
        let rows = try ReportRow.rows(report)
        let done = dryRun ? rows.map { ReproducedRow($0) } : try await reproduce(rows, registry)
        if output.json { return Console.print(try JSONText.encode(Result(rows: done, seeds: usedSeeds, quick: quick))) }
        Console.print(table(done).text)
        if !dryRun, !output.quiet { Console.note("report: \(out)/report.md") }
    }

    private var usedSeeds: Int { quick ? 1 : seeds }

    private func reproduce(_ rows: [ReportRow], _ registry: Registry) async throws -> [ReproducedRow] {
        let folder = URL(fileURLWithPath: out)
        var flags: [String: String] = [:]
        flags["data_dir"] = dataDir
        flags["threads"] = threads.map(String.init)
        for row in rows where row.preset != nil { _ = try row.configuration(registry, isQuick: quick, flags: flags) }
        var reproduction = Reproduction(registry, in: folder, seeds: usedSeeds, isQuick: quick, flags: flags)
        var done: [ReproducedRow] = []
        for row in rows {
            done.append(try await reproduction.run(row))
            if !output.quiet, row.preset != nil {
                Console.note(cells(done[done.count - 1]).prefix(6).joined(separator: "  "))
            }
            try write(done, to: folder)
        }
        return done
    }

    private func write(_ rows: [ReproducedRow], to folder: URL) throws {
        try DurableFile.makeFolder(folder)
        let remark = quick ? "A quick run of two epochs: no figure can be compared.\n\n" : ""
        try DurableFile.write(
            "# Published figures and ours\n\nTest accuracy in percent, mean +- standard deviation over \(usedSeeds) seed(s); "
                + "layerlab \(layerLabVersion), \(Backend.kernelSetName).\n\n\(remark)\(table(rows).markdown)\n",
            to: folder.appendingPathComponent("report.md"))
        try DurableFile.write(
            JSONText.encode(Result(rows: rows, seeds: usedSeeds, quick: quick)),
            to: folder.appendingPathComponent("report.json"))
    }

    private func table(_ rows: [ReproducedRow]) -> TextTable {
        var table = TextTable(
            ["report", "experiment", "kind", "published", "ours", "difference", "note"], alignRight: [3, 4, 5])
        for row in rows { table.add(cells(row)) }
        return table
    }

    private func cells(_ row: ReproducedRow) -> [String] {
        let ours = row.ours?.text ?? (row.diverged > 0 ? "diverged" : "-")
        let diverged = row.diverged > 0 && row.ours != nil ? "\(row.diverged) seed(s) diverged" : ""
        return [
            row.row.report, row.row.experiment, row.row.kind.rawValue, row.row.published.map { "\($0)" } ?? "-", ours,
            row.difference.map { String(format: "%+.2f", $0) } ?? "-",
            [row.row.note, diverged].filter { !$0.isEmpty }.joined(separator: "; "),
        ]
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        var schema = "layerlab.reproduction"
        var version = 1
        let rows: [ReproducedRow]
        let seeds: Int
        let quick: Bool
    }
}

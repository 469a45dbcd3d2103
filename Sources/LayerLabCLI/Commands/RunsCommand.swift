import ArgumentParser
import Foundation
import LayerLab

/// `layerlab runs`: what a store holds.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List, filter, sort, compare and export the runs of a store.",
        discussion: """
            A run is named by the beginning of its id, by @last (begun) or @best (on validation). The columns of settings \
            are those in which the listed runs differ.

            EXAMPLES
              layerlab runs --where activation=relu --where state=done --sort accuracy
              layerlab runs @best @last --compare
              layerlab runs --sweep widths --format latex > widths.tex
            """)

    /// How the list is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json, markdown, latex
    }

    @Argument(help: "Runs to list; all where none is named.") var ids: [String] = []
    @Option(help: ArgumentHelp("The file of the store.", valueName: "file"), completion: .file())
    var store = "runs/store.sqlite"
    @Option(help: "Only the runs of this sweep.") var sweep: String?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only runs with this setting, or state=STATE; may be repeated.", valueName: "key=value"))
    var conditions: [String] = []
    @Option(help: ArgumentHelp("asked, accuracy, loss, seconds or started.", valueName: "column"))
    var sort = RunOrder.asked
    @Flag(help: "Set the runs side by side, with every setting in which they differ.") var compare = false
    @Option(help: "text, csv, json, markdown or latex.") var format = Format.text

    func run() throws {
        let runs = try selected()
        if runs.isEmpty { Console.note("No run of \(store) is like that.") }
        switch format {
        case .json: Console.print(try JSONText.encode(RunListing(runs)))
        case .text: Console.print(table(runs).text)
        case .csv: Console.print(table(runs).csv)
        case .markdown: Console.print(table(runs).markdown)
        case .latex: Console.print(table(runs).latex)
        }
    }

    private func selected() throws -> [StoredRun] {
        let store = try RunStore.existing(URL(fileURLWithPath: store))
        if let sweep, !(try store.sweeps()).contains(sweep) {
            throw LabError.unknown("sweep in \(self.store)", sweep, choices: try store.sweeps())
        }
        let conditions = try conditions.map(RunCondition.init)
        let all = try store.runs(of: sweep).filter { run in conditions.allSatisfy { $0.holds(run) } }
        return sort.sorted(ids.isEmpty ? all : try ids.map(all.named))
    }

    private func table(_ runs: [StoredRun]) -> TextTable { compare ? runs.comparison : runs.table }
}

extension RunOrder: ExpressibleByArgument {}

/// Runs as JSON.
struct RunListing: Encodable {
    let schema = "layerlab.runs"
    let version = 1
    let runs: [Run]

    struct Run: Encodable {
        let run: StoredRun
        let settings: [String: String]
    }

    init(_ runs: [StoredRun]) {
        self.runs = runs.map { Run(run: $0, settings: $0.settings) }
    }
}

extension [StoredRun] {
    /// One run a line, with the settings in which they differ.
    var table: TextTable {
        let keys = differingKeys
        var table = TextTable(
            ["run", "state", "validation", "loss", "seconds"] + keys, alignRight: [2, 3, 4])
        for run in self { table.add([run.id] + run.figures + keys.map { run.settings[$0] ?? "" }) }
        return table
    }

    /// One run a column.
    var comparison: TextTable {
        var table = TextTable([""] + map(\.id))
        for (i, name) in ["state", "validation", "loss", "seconds"].enumerated() {
            table.add([name] + map { $0.figures[i] })
        }
        for key in differingKeys { table.add([key] + map { $0.settings[key] ?? "" }) }
        return table
    }
}

extension StoredRun {
    /// State, accuracy, loss and seconds.
    fileprivate var figures: [String] {
        [
            state.rawValue, accuracy?.percent ?? "", loss?.formatted(decimals: 4) ?? "",
            seconds?.formatted(decimals: 1) ?? "",
        ]
    }
}

import Foundation
import LayerLab

/// The report of a reproduction: tables, figures, and where ours differs.
struct ReproductionReport {
    private let rows: [ReproducedRow]
    private let reproduction: Reproduction
    private let store: RunStore
    private let title: String
    private let isQuick: Bool
    private let command: String
    private let duration: Duration

    /// - Parameter duration: how long the command took that made the rows.
    init(
        _ rows: [ReproducedRow], _ reproduction: Reproduction, _ store: RunStore, title: String, isQuick: Bool,
        command: String, duration: Duration
    ) {
        (self.rows, self.reproduction, self.store, self.title) = (rows, reproduction, store, title)
        (self.isQuick, self.command, self.duration) = (isQuick, command, duration)
    }

    /// Draws the figures into a folder, and writes `report.md` and `report.html` beside them.
    func write(to folder: URL, _ registry: Registry, _ flags: [String: String]) async throws {
        let document = try await document(folder, registry, flags)
        try DurableFile.write(
            document.markdown(relativeTo: folder), to: folder.appendingPathComponent("report.md"))
        try DurableFile.write(document.html(title: title), to: folder.appendingPathComponent("report.html"))
    }

    /// How many recipes are met, in a sentence.
    var verdict: String {
        let fixed = rows.filter { $0.row.kind == .fixedRecipe && $0.row.recipe != nil && $0.isMet != nil }
        let met = fixed.count { $0.isMet == true }
        return
            "\(met) of \(fixed.count) figures of fixed recipes are within \(ReproducedRow.tolerance) points of the published "
            + "one, or above it."
    }

    /// The rows as a table.
    func table(_ rows: [ReproducedRow]) -> TextTable {
        var table = TextTable(
            ["report", "experiment", "kind", "published", "ours", "difference"], alignRight: [3, 4, 5])
        for row in rows { table.add([row.row.report, row.row.experiment, row.row.kind.rawValue] + figures(row)) }
        return table
    }

    private func figures(_ row: ReproducedRow) -> [String] {
        let failed = row.failures.isEmpty ? "" : " (\(row.failures.count) failed)"
        return [
            row.row.publishedFigure, ours(row) + failed,
            row.difference.map { String(format: "%+.2f", $0) } ?? "",
        ]
    }

    private func ours(_ row: ReproducedRow) -> String {
        guard let ours = row.ours else { return row.text ?? "" }
        return row.row.isAccuracy ? ours.text : ReportRow.text(ours.mean, isAccuracy: false)
    }

    private func document(_ folder: URL, _ registry: Registry, _ flags: [String: String]) async throws -> Document {
        var blocks: [Document.Block] = try [.heading(level: 1, title)] + introduction()
        for letter in PublishedFigures.reports {
            let own = rows.filter { $0.row.report == letter }
            guard !own.isEmpty else { continue }
            blocks += [.heading(level: 2, "Report \(letter)"), .table(own.figureTable { figures($0) })]
            blocks += notes(own)
            blocks += try await drawings(letter, folder)
            if letter == "A" { blocks += try await gradients(registry, flags) }
        }
        return Document(blocks)
    }

    private func introduction() throws -> [Document.Block] {
        let openings = try store.testOpenings().count
        let confirmations = reproduction.reportSearches.compactMap { reproduction.result(of: $0) }
            .reduce(0) { $0 + $1.testOpenings.count }
        let runs = try reproduction.manifest()?.runs.map { try store.run($0.id) } ?? []
        let seconds = runs.compactMap(\.seconds).reduce(0, +)
        var blocks: [Document.Block] = [
            .paragraph(
                "Five reports of the same coursework on CIFAR-10 with fully connected networks, each experiment made again. "
                    + "Accuracies are those of the test split in percent unless a row says otherwise; ours are mean +- standard "
                    + "deviation over the seeds 1 to \(reproduction.seeds), the published ones come from a single run each."),
            .paragraph(verdict),
            .code(command),
            .paragraph(
                "\(machine), layerlab \(layerLabVersion), \(Date().formatted(.iso8601.year().month().day())). "
                    + "The command took \(ProgressLine.duration(duration / .seconds(1))), the \(runs.count) runs "
                    + "\(ProgressLine.duration(seconds)) of their workers. The test split was sealed while searches and runs went "
                    + "on; it was opened \(openings) times for the runs of this store and \(confirmations) times for the "
                    + "confirmation of a search."),
        ]
        if isQuick { blocks.insert(.paragraph("A quick run of two epochs: no figure can be compared."), at: 1) }
        return blocks
    }

    private var machine: String {
        "\(Machine.processorName ?? "An unnamed processor"), \(ProcessInfo.processInfo.activeProcessorCount) cores, kernels "
            + Backend.kernelSetName
    }

    /// What is assumed, and where ours differs and why.
    private func notes(_ rows: [ReproducedRow]) -> [Document.Block] {
        let assumed = Dictionary(grouping: rows.filter { !$0.row.note.isEmpty }, by: \.row.note)
            .map { note, rows in "\(names(rows)): \(note)." }
        let different = Dictionary(grouping: rows.filter(\.differs), by: \.row.reason)
            .map { reason, rows in "\(names(rows)): \(reason.isEmpty ? "no reason is known" : reason)." }
        let failed = rows.filter { !$0.failures.isEmpty }.map {
            "\($0.row.experiment): \($0.failures.joined(separator: "; "))."
        }
        return [("Assumed", assumed), ("Where ours differs by more than 1.5 points", different), ("Failed", failed)]
            .filter { !$0.1.isEmpty }
            .flatMap { [.paragraph($0.0 + ":"), .list($0.1.sorted())] as [Document.Block] }
    }

    private func names(_ rows: [ReproducedRow]) -> String { rows.map(\.row.experiment).joined(separator: "; ") }

    /// The curves of a report's trainings, and the trials of its searches.
    private func drawings(_ letter: String, _ folder: URL) async throws -> [Document.Block] {
        var blocks: [Document.Block] = []
        var figures: [String] = []
        for row in rows where row.row.report == letter {
            if let figure = row.row.figure, !figures.contains(figure) { figures.append(figure) }
        }
        for figure in figures {
            let curves = try reproduction.curves(figure, of: letter, store).filter { !$0.histories.joined().isEmpty }
            guard !curves.isEmpty else { continue }
            let url = folder.appendingPathComponent("\(letter)-\(figure.fileName).svg")
            try await ComparisonCurves(title: "Report \(letter): \(figure)", curves).write(to: url)
            blocks.append(.figure(url, caption: "Report \(letter), \(figure): loss and accuracy, mean over the seeds."))
        }
        for search in reproduction.reportSearches where search.report == letter {
            guard let figure = reproduction.figure(of: search) else { continue }
            let url = folder.appendingPathComponent("\(search.name).svg")
            try await figure.write(to: url)
            blocks.append(
                .figure(
                    url, caption: "Report \(letter): the trials of the search \(search.name), by validation accuracy."))
        }
        return blocks
    }

    /// Worst relative errors of gradients by the floor of the denominator, in which the table of report A is understood.
    private func gradients(_ registry: Registry, _ flags: [String: String]) async throws -> [Document.Block] {
        let floors = ReportGradients.floors
        var table = TextTable(
            ["layers", "batch norm"] + floors.map { "eps = " + String(format: "%.0e", $0) },
            alignRight: Set(0..<6).subtracting([1]))
        for network in ReportGradients.networks {
            var cells = [String(network.layers), network.batchNorm]
            for floor in floors {
                let worst = try await ReportGradients.worst(
                    network.layers, network.batchNorm, floor: floor, registry, flags)
                cells.append(String(format: "%.1e", worst))
            }
            table.add(cells)
        }
        return [
            .paragraph(
                "Worst relative error |a - n| / max(eps, |a| + |n|) of centered differences with h = 1e-5 in double, batch 100, 50 "
                    + "units a layer, 100 entries of each tensor:"),
            .table(table),
        ]
    }
}

extension [ReproducedRow] {
    /// The rows of one report.
    fileprivate func figureTable(_ figures: (ReproducedRow) -> [String]) -> TextTable {
        var table = TextTable(["experiment", "kind", "published", "ours", "difference"], alignRight: [2, 3, 4])
        for row in self { table.add([row.row.experiment, row.row.kind.rawValue] + figures(row)) }
        return table
    }
}

extension Reproduction {
    /// The trials of a search of lambda, or of rate and lambda, as a figure; nil for searches of sizes.
    fileprivate func figure(of search: ReportSearch) -> SearchFigure? {
        let key = "lambda"
        guard let result = result(of: search), result.trials.allSatisfy({ $0.values[key] != nil }) else { return nil }
        let series = ["coarse", "fine"].map { stage in
            let trials = result.trials.filter { $0.stage == stage && $0.status == .finished }
            return (
                label: stage,
                points: trials.compactMap { trial in
                    Double(trial.values[key] ?? "").map { (x: $0, accuracy: trial.score) }
                }
            )
        }.filter { !$0.points.isEmpty }
        guard !series.isEmpty else { return nil }
        let published = rows.first { row in
            if case .search(let other, .best) = row.origin { other.name == search.name } else { false }
        }?.published
        return SearchFigure(
            title: "Search \(search.name)", axis: key, isLogarithmic: true, series: series,
            mark: published.map { (label: "published best", x: $0) })
    }
}

extension String {
    /// A file name for a caption: `three-and-nine-layers`.
    fileprivate var fileName: String {
        split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }
}

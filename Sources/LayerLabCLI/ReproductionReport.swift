import Foundation
import LayerLab

/// The report of a reproduction: tables, figures, and where ours differs.
struct ReproductionReport {
    /// The rows, in the order of the reports.
    let rows: [ReproducedRow]
    private let gradients: [GradientErrors]
    private let reproduction: Reproduction
    private let store: RunStore
    private let isQuick: Bool
    private let command: String
    private let duration: Duration
    private let title = "Published figures and ours"

    /// - Parameters:
    ///   - gradients: the table of report A; empty where that is not asked for.
    ///   - duration: how long the command took that made the rows.
    init(
        _ rows: [ReproducedRow], _ gradients: [GradientErrors], _ reproduction: Reproduction, _ store: RunStore,
        isQuick: Bool, command: String, duration: Duration
    ) {
        (self.rows, self.gradients, self.reproduction, self.store) = (rows, gradients, reproduction, store)
        (self.isQuick, self.command, self.duration) = (isQuick, command, duration)
    }

    /// Sees that figures can be drawn.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing.
    static func check() async throws { try await Child.run("gnuplot", ["--version"], package: "gnuplot-nox") }

    /// Draws the figures into a folder, and writes `report.md` and `report.html` beside them.
    func write(to folder: URL) async throws {
        try DurableFile.makeFolder(folder)
        let document = try await document(folder)
        try DurableFile.write(
            document.markdown(relativeTo: folder), to: folder.appendingPathComponent("report.md"))
        try DurableFile.write(document.html(title: title), to: folder.appendingPathComponent("report.html"))
    }

    /// How many recipes are met, in a sentence.
    var verdict: String {
        if isQuick { return "A quick run of two epochs: no figure can be compared." }
        let counts = [ReportRow.Kind.fixedRecipe, .assumedRecipe].map { kind in
            let known = rows.filter { $0.row.kind == kind && $0.row.isOfTest }
            return "\(known.count { $0.isMet == true }) of \(known.count)"
        }
        return
            "Within \(ReproducedRow.tolerance) points of the published test accuracy, or above it: \(counts[0]) recipes whose "
            + "settings are known, \(counts[1]) that are assumed in part."
    }

    /// All rows as one table.
    var table: TextTable {
        var table = TextTable(["report"] + columns, alignRight: Set([3, 4, 5]))
        for row in rows { table.add([row.row.report] + cells(row)) }
        return table
    }

    private let columns = ["experiment", "kind", "published", "ours", "difference"]

    private func cells(_ row: ReproducedRow) -> [String] {
        [
            row.row.experiment, row.row.kind.rawValue, row.row.publishedFigure, ours(row),
            row.difference.map { String(format: "%+.2f", $0) } ?? "",
        ]
    }

    private func ours(_ row: ReproducedRow) -> String {
        let failed = row.failures.isEmpty ? "" : "\(row.failures.count) failed"
        guard let ours = row.ours else { return row.text ?? failed }
        guard row.row.isAccuracy else { return ReportRow.text(ours.mean, isAccuracy: false) }
        let seeds = ours.count > 1 && ours.count != reproduction.seeds ? "\(ours.count) seeds" : ""
        return ([ours.text] + [seeds, failed].filter { !$0.isEmpty }.map { "(\($0))" }).joined(separator: " ")
    }

    private func document(_ folder: URL) async throws -> Document {
        var blocks: [Document.Block] = try [.heading(level: 1, title)] + introduction()
        for letter in PublishedFigures.reports {
            let own = rows.filter { $0.row.report == letter }
            guard !own.isEmpty else { continue }
            var table = TextTable(columns, alignRight: [2, 3, 4])
            for row in own { table.add(cells(row)) }
            blocks += [.heading(level: 2, "Report \(letter)"), .table(table)] + notes(own)
            blocks += try await drawings(letter, folder)
            if letter == "A" { blocks += gradientTable }
        }
        return Document(blocks)
    }

    private func introduction() throws -> [Document.Block] {
        let openings = try store.testOpenings().count
        let confirmations = reproduction.reportSearches.compactMap { reproduction.result(of: $0) }
            .reduce(0) { $0 + $1.testOpenings.count }
        let runs = try reproduction.manifest()?.runs.map { try store.run($0.id) } ?? []
        let seconds = runs.compactMap(\.seconds).reduce(0, +)
        let span = (runs.compactMap(\.ended).max() ?? 0) - (runs.compactMap(\.started).min() ?? 0)
        let seeds = reproduction.seeds == 1 ? "seed 1" : "the seeds 1 to \(reproduction.seeds)"
        return [
            .paragraph(
                "Five reports of the same coursework on CIFAR-10 with fully connected networks, each experiment made again. "
                    + "Accuracies are those of the test split in percent unless a row says otherwise; ours are mean +- standard "
                    + "deviation over \(seeds), the published ones come from a single run each."),
            .paragraph(verdict),
            .code(command),
            .paragraph(
                "\(machine), layerlab \(layerLabVersion), \(Date().formatted(.iso8601.year().month().day())). "
                    + "This call took \(ProgressLine.duration(duration / .seconds(1))); the \(runs.count) runs took "
                    + "\(ProgressLine.duration(span)) from the first to the last, \(ProgressLine.duration(seconds)) of their "
                    + "workers. The test split was sealed while searches and runs "
                    + "went on; reproduce opened it once for each of \(openings) runs of the store "
                    + "and for \(confirmations) confirmation(s) of a search."),
        ]
    }

    private var machine: String {
        "\(Machine.processorName ?? "An unnamed processor"), \(ProcessInfo.processInfo.activeProcessorCount) cores, kernels "
            + Backend.kernelSetName
    }

    /// What is assumed, and where ours differs and why.
    private func notes(_ rows: [ReproducedRow]) -> [Document.Block] {
        let differing = isQuick ? [] : rows.filter(\.differs)
        return points("Assumed", rows.filter { !$0.row.note.isEmpty }) { $0.row.note }
            + points("Where ours differs by more than \(ReproducedRow.tolerance) points", differing) {
                $0.row.reason.isEmpty ? "no reason is known" : $0.row.reason
            } + points("Failed", rows.filter { !$0.failures.isEmpty }) { $0.failures.joined(separator: "; ") }
    }

    /// A list of texts, each with the experiments that it is about; nothing for no rows.
    private func points(
        _ title: String, _ rows: [ReproducedRow], _ text: (ReproducedRow) -> String
    ) -> [Document.Block] {
        guard !rows.isEmpty else { return [] }
        let points = Dictionary(grouping: rows, by: text).map { text, rows in
            "\(names(rows)): \(text)" + (text.hasSuffix(".") ? "" : ".")
        }
        return [.paragraph("\(title):"), .list(points.sorted())]
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
    private var gradientTable: [Document.Block] {
        var table = TextTable(
            ["layers", "batch norm"] + GradientErrors.floors.map { "eps = " + String(format: "%.0e", $0) },
            alignRight: Set(0..<6).subtracting([1]))
        for errors in gradients {
            table.add([String(errors.layers), errors.batchNorm] + errors.worst.map { String(format: "%.1e", $0) })
        }
        return [
            .paragraph(
                "Worst relative error |a - n| / max(eps, |a| + |n|) of centered differences with h = 1e-5 in double, batch 100, 50 "
                    + "units a layer, 100 entries of each tensor:"),
            .table(table),
        ]
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

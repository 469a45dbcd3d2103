import Foundation
import LayerLab

/// The page of a sweep: every setting with its seeds, the curves, what is beyond noise, and how to do it again.
struct SweepPage {
    /// So many lines can be told apart.
    private static let curves = 8
    private let name: String
    private let store: RunStore
    private let registry: Registry
    private let runs: [StoredRun]

    init(_ name: String, _ store: RunStore, _ registry: Registry) throws {
        (self.name, self.store, self.registry) = (name, store, registry)
        runs = try store.runs(of: name)
    }

    /// The page.
    ///
    /// - Throws: ``LabError`` of kind `usage` where no run is done.
    func page() async throws -> ReportPage {
        let figures = try FigureFolder()
        let settings = try store.settings(of: name).filter { $0.accuracy != nil }
        guard !settings.isEmpty else { throw runs.noneIsDone(of: name) }
        let title = "Sweep \(name)"
        let document = Document(
            [.heading(level: 1, title), .paragraph(sentence), .heading(level: 2, "Settings compared")]
                + [.table(table(settings))] + (try await dots(settings, figures)) + (try await effects(figures))
                + (try await drawings(settings, figures)) + failures + again)
        return ReportPage(title: title, document: document, figures: figures)
    }

    private var sentence: String {
        let done = runs.filter { $0.state == .done }
        let seconds = done.compactMap(\.seconds).reduce(0, +)
        let left = runs.count - done.count
        return "\(done.count) runs, \(ProgressLine.duration(seconds)) of training in all"
            + (left == 0 ? "." : "; \(left) of \(runs.count) are not done.")
            + " Accuracies are those on the validation samples, mean and standard deviation over the seeds; the test split "
            + "was not looked at."
    }

    private func table(_ settings: [StoredSetting]) -> TextTable {
        var table = TextTable(
            ["setting", "seeds", "validation accuracy", "loss", "parameters"], alignRight: [1, 2, 3, 4])
        for setting in settings.sorted(by: { ($0.accuracy?.mean ?? 0) > ($1.accuracy?.mean ?? 0) }) {
            guard let accuracy = setting.accuracy, let loss = setting.loss else { continue }
            table.add([
                setting.label, String(accuracy.count), accuracy.percentText, loss.mean.formatted(decimals: 4),
                setting.runs.compactMap(\.parameters).first.map(String.init) ?? "",
            ])
        }
        return table
    }

    /// Every run as a dot, where the rows can be read.
    private func dots(_ settings: [StoredSetting], _ figures: FigureFolder) async throws -> [Document.Block] {
        guard settings.count <= RunFigures.mostRows else { return [] }
        return [
            try await figures.figure(caption: "The validation accuracy of every run, the means of the settings marked.")
            {
                try await RunFigures.spread(of: name, in: store, registry).write(to: $0)
            }
        ]
    }

    /// What the changes of an ablation did, and whether that is beyond noise; nothing for other sweeps.
    private func effects(_ figures: FigureFolder) async throws -> [Document.Block] {
        guard let ablation = try store.ablation(of: name) else { return [] }
        return [
            .heading(level: 2, "Beyond noise?"),
            .paragraph(
                "Differences to the runs of the baseline with the same seeds, with 95 % intervals; p after Holm's correction "
                    + "over all rows."), .table(ablation.table),
            try await figures.figure(caption: "The differences to the baseline with their 95 % intervals.") {
                try await ablation.figure("the baseline").write(to: $0)
            },
        ]
    }

    private func drawings(_ settings: [StoredSetting], _ figures: FigureFolder) async throws -> [Document.Block] {
        let shown = settings.prefix(SweepPage.curves)
        let histories = try shown.map { setting in
            (
                label: setting.label,
                histories: try setting.runs.map { try store.history(of: $0.id) }.filter { !$0.isEmpty }
            )
        }
        let rest = settings.count > shown.count ? " The first \(shown.count) of \(settings.count) settings." : ""
        return [
            .heading(level: 2, "Learning curves"),
            try await figures.figure(
                caption:
                    "Loss and accuracy over the epochs, the mean over the seeds; bands from lowest to highest.\(rest)"
            ) { try await ComparisonCurves(title: "Sweep \(name)", histories).write(to: $0) },
        ]
    }

    private var failures: [Document.Block] {
        let failed = runs.filter { $0.state == .failed }
        guard !failed.isEmpty else { return [] }
        return [
            .heading(level: 2, "Failed"), .list(failed.map { "\($0.id): \($0.error ?? "no reason is known.")" }),
        ]
    }

    /// The settings that all runs share, the file of the sweep, and the best run.
    private var again: [Document.Block] {
        var table = TextTable(["setting", "value"])
        let differing = Set(runs.differingKeys)
        let settings = runs[0].settings
        for key in ConfigurationKey.all where !differing.contains(key.name) {
            if let value = settings[key.name] { table.add([key.name, value]) }
        }
        let best = RunOrder.accuracy.sorted(runs)[0]
        return [
            .heading(level: 2, "What all runs share"), .table(table), .heading(level: 2, "Do it again"),
        ]
            + (runs.sweepFile(name: name).map { file in
                [
                    .paragraph(
                        "Save the following as sweep.yaml; runs that are in the store already are not trained again."),
                    .code("layerlab sweep sweep.yaml --store again.sqlite\(registry.plugins.flags)"), .code(file),
                ]
            } ?? [])
            + [
                .paragraph("The best run has a page of its own:"),
                .code("layerlab report \(best.id) --store \(store.url.shortPath.shellWord)\(registry.plugins.flags)"),
            ]
    }
}

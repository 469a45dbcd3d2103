import Foundation
import LayerLab

/// The figures that are made of runs; a command or a report says which, and where they go.
enum RunFigures {
    /// Settings that can be told apart in one figure.
    private static let mostSettings = 8
    /// Letters of a label up to which a key has room beside the panels.
    private static let mostLetters = 50

    /// Draws the curves that a training leaves in its folder.
    static func drawCurves(of folder: RunFolder, _ registry: Registry) async throws {
        guard let last = try RunHistory.read(folder).last, last.step > 0 else { return }
        let run = try PlottedRun(folder: folder.url.path, registry)
        try await curves(of: run, registry).write(to: folder.curves)
    }

    /// Loss, cost, accuracy and rate of one run over the steps.
    static func curves(of run: PlottedRun, title: String? = nil, _ registry: Registry) throws -> Curves {
        let rows = try run.history()
        return Curves(
            title: title ?? run.configuration.networkTitle, rows,
            rates: try run.rates(through: rows[rows.count - 1].step, registry))
    }

    /// Losses and accuracy of several runs over the epochs; those that differ in the seed alone are one line with a band.
    static func comparison(of runs: [PlottedRun], title: String? = nil) throws -> ComparisonCurves {
        let settings = try bySetting(runs, mostLetters)
        return ComparisonCurves(
            title: title ?? runs.map(\.configuration).commonTitle,
            try settings.map { (label: $0.label, histories: try $0.runs.map { try $0.history() }) })
    }

    /// The learning rate of one or several runs over the steps of their plans; those of a setting have the same.
    static func rates(of runs: [PlottedRun], title: String? = nil, _ registry: Registry) throws -> RateFigure {
        let configurations = runs.map(\.configuration)
        let schedules = Set(configurations.map(\.schedule))
        return RateFigure(
            title: title ?? configurations.commonTitle, note: schedules.count == 1 ? schedules.first ?? "" : "",
            try bySetting(runs).map { (label: $0.label, rates: try $0.runs[0].rates(registry)) })
    }

    /// What a run recorded of its layers.
    static func statistics(of run: PlottedRun, title: String? = nil) throws -> StatisticsFigure {
        let rows = try RunStatistics.read(run.folder)
        guard let first = rows.first, !first.layers.isEmpty else {
            throw LabError.usage("The run \(run.name) has no hidden layers, so there are no activations to show.")
        }
        return StatisticsFigure(title: title ?? run.configuration.networkTitle, rows)
    }

    /// The runs by their settings, of each setting one run a seed; they go by their names where a label is too long.
    private static func bySetting(
        _ runs: [PlottedRun], _ mostLetters: Int = .max
    ) throws -> [(label: String, runs: [PlottedRun])] {
        let labels = runs.map(\.configuration).labels
        let areLong = labels.contains { $0.count > mostLetters }
        var order: [String] = []
        for label in labels where !order.contains(label) { order.append(label) }
        guard order.count <= mostSettings else {
            throw LabError.usage(
                "These runs have \(order.count) settings, but \(mostSettings) is the most that can be told apart in one "
                    + "figure: name fewer runs, or draw 'layerlab plot ablation'.")
        }
        return order.map { label in
            var seeds: Set<UInt64> = []
            let own = zip(labels, runs).filter { $0.0 == label && seeds.insert($0.1.configuration.seed).inserted }
                .map(\.1)
            let name = own[0].name + (own.count > 1 ? " and \(own.count - 1) more" : "")
            return (label.isEmpty ? (own.count > 1 ? "all seeds" : name) : areLong ? name : label, own)
        }
    }
}

import Foundation
import LayerLab

/// Figures of many runs: searches and sweeps.
extension RunFigures {
    /// Rows up to which a figure of one row a setting can be read.
    static let mostRows = 40

    /// The accuracies of a sweep on validation: one row a setting in the order of the sweep, one dot a seed.
    ///
    /// - Throws: ``LabError`` of kind `usage` where there is no such sweep, none of its runs is done, or they have too many
    ///   settings.
    static func spread(of sweep: String, in store: RunStore, title: String? = nil, _ registry: Registry) throws
        -> SpreadFigure
    {
        let all = try store.runs(of: sweep)
        let done = try store.settings(of: sweep).filter { $0.accuracy != nil }
        guard !done.isEmpty else { throw all.noneIsDone(of: sweep) }
        guard done.count <= mostRows else {
            throw LabError.usage(
                "The sweep \(sweep) has \(done.count) settings, but \(mostRows) rows are the most that can be read; "
                    + "'layerlab runs --sweep \(sweep)' lists them.")
        }
        let settings = done.map { setting in
            SpreadFigure.Setting(setting.label, setting.runs.compactMap(\.accuracy).map { 100 * $0 })
        }
        let common = try all.map { try PlottedRun($0, of: store, registry).configuration }.commonTitle
        return SpreadFigure(
            title: title ?? common,
            note: "sweep \(sweep), \(all.count { $0.accuracy != nil }) of \(all.count) runs done",
            axis: "validation accuracy, percent", dots: ["one seed"], settings,
            reference: settings.count > 1 ? "mean of the first" : nil)
    }

    /// The validation accuracy of a search's trials against a searched setting, the best trial marked.
    ///
    /// - Parameter key: the setting; nil for lambda, or else the first by name.
    /// - Throws: ``LabError`` of kind `usage` where that was not searched, or no trial has come to its end.
    static func search(_ result: SearchResult, key: String? = nil, title: String? = nil, _ registry: Registry) throws
        -> any Figure
    {
        let keys = Set(result.trials.flatMap(\.values.keys)).sorted()
        guard let usual = keys.contains("lambda") ? "lambda" : keys.first else {
            throw LabError.usage("This search has no trials yet, so there is nothing to plot.")
        }
        let key = key.map { ConfigurationKey.named($0)?.name ?? $0 } ?? usual
        guard keys.contains(key) else { throw LabError.unknown("searched setting", key, choices: keys) }
        let series = stages.map { stage in (stage.label, result.trials.filter(stage.holds)) }.filter { !$0.1.isEmpty }
        let base = try LayeredConfiguration(
            [ConfigurationLayer(text: result.plan.configuration, source: "search.json")], registry: registry
        ).configuration
        let heading = title ?? "\(base.networkTitle(without: Set(keys))): search over \(keys.joined(separator: ", "))"
        let isNumeric = result.trials.allSatisfy { $0.values[key].map { Double($0) != nil } ?? true }
        return isNumeric
            ? numeric(result, key, heading, series) : try categorical(result, key, heading, series)
    }

    /// The kinds of trials that a figure tells apart.
    private static let stages: [(label: String, holds: @Sendable (Trial) -> Bool)] = [
        ("coarse", { $0.stage == "coarse" && $0.status == .finished }),
        ("fine", { $0.stage == "fine" && $0.status == .finished }),
        ("ended early", { $0.status == .halved || $0.status == .pruned }),
    ]

    private static func numeric(
        _ result: SearchResult, _ key: String, _ title: String, _ series: [(String, [Trial])]
    ) -> SearchFigure {
        func value(_ trial: Trial) -> Double? { trial.values[key].flatMap(Double.init) }
        let best = result.best.first.flatMap(value)
        return SearchFigure(
            title: title, axis: key, isLogarithmic: result.plan.isLogarithmic(key),
            series: series.map { label, trials in
                (label, trials.compactMap { trial in value(trial).map { (x: $0, accuracy: trial.score) } })
            }, mark: best.map { (label: "best: \(result.best[0].values[key] ?? "")", x: $0) })
    }

    private static func categorical(
        _ result: SearchResult, _ key: String, _ title: String, _ series: [(String, [Trial])]
    ) throws -> SpreadFigure {
        let values = Set(result.trials.compactMap { $0.values[key] })
        guard values.count <= mostRows else {
            throw LabError.usage(
                "\(key) was tried with \(values.count) values, but \(mostRows) rows are the most that can be read; "
                    + "trials.csv lists them.")
        }
        let settings = values.sorted { $0.localizedStandardCompare($1) == .orderedAscending }.map { value in
            SpreadFigure.Setting(
                value, groups: series.map { $0.1.filter { $0.values[key] == value }.map { 100 * $0.score } })
        }
        return SpreadFigure(
            title: title, axis: "validation accuracy, percent", dots: series.map { "\($0.0) trial" }, settings)
    }
}

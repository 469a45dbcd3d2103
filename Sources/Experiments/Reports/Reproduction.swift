import Components
import Data
import Foundation
import Platform
import Training

/// The published experiments, made again: trainings as runs of a store, searches in folders, checks at once.
///
/// Each step finds what was done before, so that a reproduction goes on after a stop.
package struct Reproduction {
    /// The rows that are made.
    package let rows: [ReportRow]
    /// Seeds of each training.
    package let seeds: Int

    private let registry: Registry
    private let isQuick: Bool
    private let flags: [String: String]
    private var data = DataCache()
    private var searches: [String: SearchResult] = [:]
    private var gradients = ReportGradientChecks()

    /// A reproduction of rows.
    ///
    /// - Parameters:
    ///   - isQuick: two epochs and few trials, which shows that all is in order and no figure.
    ///   - flags: settings over all rows, such as `data_dir`.
    package init(_ rows: [ReportRow], _ registry: Registry, seeds: Int, isQuick: Bool, flags: [String: String]) {
        (self.rows, self.registry, self.seeds) = (rows, registry, seeds)
        (self.isQuick, self.flags) = (isQuick, flags)
    }

    /// The trainings of all rows with every seed; nil where no row has one.
    package func manifest() throws -> SweepManifest? {
        let runs = try rows.flatMap { row in
            try configurations(row).map { (label: "\(row.report): \(row.experiment)", configuration: $0) }
        }
        return runs.isEmpty ? nil : try SweepManifest(name: "reproduce", runs, registry: registry)
    }

    private func configurations(_ row: ReportRow) throws -> [RunConfiguration] {
        guard let recipe = row.recipe else { return [] }
        return try (1...UInt64(seeds)).map {
            try recipe.configuration(registry, seed: $0, isQuick: isQuick, flags: flags)
        }
    }

    /// The searches of all rows, each once.
    package var reportSearches: [ReportSearch] {
        var names: Set<String> = []
        return rows.compactMap { row in
            guard case .search(let search, _) = row.origin, names.insert(search.name).inserted else { return nil }
            return search
        }
    }

    /// Sees that each search can go on from what its folder holds, before hours are spent.
    ///
    /// - Parameter folder: that of the searches.
    package func check(in folder: URL) throws {
        for search in reportSearches {
            _ = try search.start(registry, in: folder, isQuick: isQuick, flags: flags)
        }
    }

    /// Runs a search, or goes on with it.
    package mutating func run(_ search: ReportSearch, in folder: URL, say: @escaping (String) -> Void) async throws {
        let start = try search.start(registry, in: folder, isQuick: isQuick, flags: flags)
        searches[search.name] = try await search.run(start, registry, seeds: seeds, isQuick: isQuick, say: say)
    }

    /// What a search that was run has found.
    package func result(of search: ReportSearch) -> SearchResult? { searches[search.name] }

    /// Our figures of a row; the test split is opened for it where that is asked, once for each run.
    ///
    /// - Parameter say: shows what is done where that takes a while.
    package mutating func figures(
        _ row: ReportRow, _ store: RunStore, say: (String) -> Void
    ) async throws -> ReproducedRow {
        var result = ReproducedRow(row)
        switch row.origin {
        case .training(_, let split):
            for configuration in try configurations(row) {
                try await add(configuration, split, store, to: &result)
            }
        case .search(let search, let finding): searches[search.name].map { result.take(finding, of: $0) }
        case .gradients(let check):
            result.figures = [try await gradients.measure(check, registry, flags, &data, say: say)]
        case .overfitting(let recipe):
            say("\(SanityTest.images) images by heart")
            let test = try await SanityTest(recipe.configuration(registry, flags: flags), registry)
            try test.run(progress: { _, _ in }) { finding in
                if finding.name.hasPrefix("learning") { result.text = finding.measured }
            }
        }
        return result
    }

    private mutating func add(
        _ configuration: RunConfiguration, _ split: ReportRow.Split, _ store: RunStore, to result: inout ReproducedRow
    ) async throws {
        let run = try store.run(configuration.runID)
        guard run.state == .done else {
            let reason = run.state == .failed ? run.error ?? "no reason is known" : "not trained to its end"
            result.failures.append("seed \(configuration.seed): \(reason)")
            return
        }
        let kept = { try RunSummary.read(store.folder(of: run.id)).keptRow }
        let accuracy =
            switch split {
            case .training: try kept().training.accuracy
            case .validation: try kept().validation.accuracy
            case .test: try await testAccuracy(configuration, store)
            }
        result.figures.append(100 * accuracy)
    }

    /// The accuracy of a run on the test split, which is opened once for it and never again.
    private mutating func testAccuracy(_ configuration: RunConfiguration, _ store: RunStore) async throws -> Double {
        let id = configuration.runID
        if let known = try store.testOpenings().first(where: { $0.run == id }) { return known.accuracy }
        let test = try await data.load(configuration.dataRequest).test
        let accuracy = try store.folder(of: id).metrics(configuration, registry, on: test).accuracy
        try store.recordTestOpening(of: id, purpose: "reproduce", accuracy: accuracy)
        return accuracy
    }

    /// The errors of gradients by floor, as report A's table has them; none where that report is not among the rows.
    package mutating func gradientErrors(say: (String) -> Void) async throws -> [GradientErrors] {
        guard rows.contains(where: { $0.report == "A" }) else { return [] }
        return try await gradients.errors(registry, flags, &data, say: say)
    }

    /// The curves of a figure of a report: label and histories over the seeds of each of its trainings.
    package func curves(_ figure: String, of report: String, _ store: RunStore) throws
        -> [(label: String, histories: [[HistoryRow]])]
    {
        try rows.filter { $0.figure == figure && $0.report == report }.map { row in
            (row.experiment, try configurations(row).map { try store.history(of: $0.runID) })
        }
    }
}

extension ReproducedRow {
    /// Takes what a row asks for from a search.
    fileprivate mutating func take(_ finding: ReportSearch.Finding, of result: SearchResult) {
        guard let best = result.best.first else { return }
        switch finding {
        case .best(let key):
            text = best.values[key]
            figures = text.flatMap(Double.init).map { [$0] } ?? []
        case .validation: figures = [100 * best.score]
        case .confirmed(let place):
            guard place < result.best.count else { return }
            let trial = result.best[place].name
            figures = result.confirmations.filter { $0.trial == trial }.map { 100 * $0.testAccuracy }
        }
    }
}

import Foundation
import Platform

/// How well the order at one epoch foretold that at a later one.
public struct RungCorrelation: Sendable, Codable, Equatable {
    /// `coarse` or `fine`.
    public let stage: String
    /// The earlier epoch.
    public let from: Int
    /// The later epoch.
    public let to: Int
    /// Trials that reached both.
    public let trials: Int
    /// Spearman's rank correlation; nil for fewer than three trials or equal ones.
    public let spearman: Double?
}

/// A trial retrained on all data with one seed.
public struct Confirmation: Sendable, Codable, Equatable {
    /// The trial.
    public let trial: String
    /// The seed.
    public let seed: UInt64
    /// The length.
    public let epochs: Int
    /// The accuracy on the test split, from 0 to 1.
    public let testAccuracy: Double
}

/// All that a search has found so far; the file that it goes on from.
public struct SearchResult: Sendable, Codable, Equatable {
    /// The name of this format.
    public var schema = "layerlab.search"
    /// The version of this format.
    public var version = 1
    /// What was asked for.
    public private(set) var plan: SearchPlan
    /// The trials, in the order of their beginning.
    public var trials: [Trial] = []
    /// How well early epochs foretold later ones.
    public var correlations: [RungCorrelation] = []
    /// Whether the search is through.
    public var isFinished = false
    /// The confirmed trials.
    public var confirmations: [Confirmation] = []
    /// Each look at the test split; none while the search runs.
    public var testOpenings: [SealOpening] = []

    /// Nothing found yet.
    public init(_ plan: SearchPlan) { self.plan = plan }

    /// The three best of the last stage, by validation.
    public var best: [Trial] { Array(ranked(trials.contains { $0.stage == "fine" } ? "fine" : "coarse").prefix(3)) }

    /// The trials of a stage from the best down; those with more epochs stand before those left behind.
    func ranked(_ stage: String) -> [Trial] {
        trials.filter { $0.stage == stage }.sorted { a, b in
            let (left, right) = (a.status == .finished, b.status == .finished)
            if left != right { return left }
            return a.score != b.score ? a.score > b.score : a.name < b.name
        }
    }

    /// The result as JSON text.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// The trials as rows, a column for each searched key.
    public var csv: String {
        let keys = Set(trials.flatMap(\.values.keys)).sorted()
        let rows = trials.map { trial in
            [trial.name, trial.status.rawValue, String(trial.accuracies.count), "\(trial.score)"]
                + keys.map { trial.values[$0] ?? "" }
        }
        return ([["trial", "status", "epochs", "validation_accuracy"] + keys] + rows)
            .map { $0.csvLine + "\n" }.joined()
    }

    /// Writes `search.json` and `trials.csv`, each wholly or not at all.
    public func write(to folder: URL) throws {
        try DurableFile.makeFolder(folder)
        try DurableFile.write(csv, to: folder.appendingPathComponent("trials.csv"))
        try DurableFile.write(json(), to: SearchResult.file(in: folder))
    }

    /// What a search has left in its folder.
    ///
    /// - Throws: ``LabError``: `io` where there is nothing, `badData` for a file that is no result.
    public static func read(_ folder: URL) throws -> SearchResult {
        let file = file(in: folder)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw LabError.io(
                "There is no search in \(folder.path): it holds no search.json. Name the folder that 'layerlab search' made."
            )
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let bytes = try DurableFile.read(file)
        guard let result = try? decoder.decode(SearchResult.self, from: bytes),
            result.trials.allSatisfy({ $0.accuracies.allSatisfy((0...1).contains) })
        else { throw LabError.badData("\(file.path) is no result of a search, or it is damaged.") }
        return result
    }

    private static func file(in folder: URL) -> URL { folder.appendingPathComponent("search.json") }

    /// What a folder holds of this search; an empty result for a new folder.
    ///
    /// A plan that differs in its fine stage alone goes on from the coarse trials that are there.
    /// - Throws: ``LabError`` of kind `usage` where another search is there, or where the test split was opened and a fine
    ///   stage would choose by what it told; `badData` for a file that is none.
    public static func open(_ folder: URL, _ plan: SearchPlan) throws -> SearchResult {
        guard FileManager.default.fileExists(atPath: file(in: folder).path) else { return SearchResult(plan) }
        guard let found = try? read(folder) else {
            throw LabError.badData("\(file(in: folder).path) is no result of a search; choose another --out.")
        }
        guard found.plan != plan else { return found }
        guard found.plan == plan.withFineStage(of: found.plan), !found.trials.contains(where: { $0.stage == "fine" })
        else {
            throw LabError.usage(
                "There is another search in \(folder.path): its ranges, numbers or configuration differ. Repeat its command "
                    + "to go on with it, or choose another --out.")
        }
        guard found.testOpenings.isEmpty else {
            throw LabError.usage(
                "The search in \(folder.path) has opened the test split, which must not choose where a fine stage looks: "
                    + "repeat its command, or choose another --out.")
        }
        var result = found
        (result.plan, result.isFinished) = (plan, false)
        return result
    }
}

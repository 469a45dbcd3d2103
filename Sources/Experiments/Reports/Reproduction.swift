import Components
import Data
import Foundation
import Platform

/// One row of the published reports beside what came out here.
public struct ReproducedRow: Sendable, Codable {
    /// The published row.
    public let row: ReportRow
    /// The test accuracies in percent, one for each seed that did not diverge.
    public var accuracies: [Double] = []
    /// Seeds whose loss left the finite numbers.
    public var diverged = 0

    /// Mean and deviation over the seeds; nil where nothing was trained.
    public var ours: Sample? { accuracies.isEmpty ? nil : Sample(accuracies) }
    /// Ours minus the published figure, in points.
    public var difference: Double? {
        guard let ours, let published = row.published else { return nil }
        return ours.mean - published
    }

    /// A row of which nothing is trained yet.
    public init(_ row: ReportRow) { self.row = row }
}

/// The published experiments, run again; each finished run stays in the folder and is not made twice.
public struct Reproduction {
    private let registry: Registry
    private let folder: URL
    private let seeds: Int
    private let isQuick: Bool
    private let flags: [String: String]
    private var splits: [DataRequest: Splits] = [:]

    /// Runs of so many seeds in a folder.
    ///
    /// - Parameters:
    ///   - isQuick: two epochs each, which shows that all is in order and no figure.
    ///   - flags: settings over all rows, such as `data_dir` and `threads`.
    public init(_ registry: Registry, in folder: URL, seeds: Int, isQuick: Bool, flags: [String: String]) {
        self.registry = registry
        self.folder = folder
        self.seeds = seeds
        self.isQuick = isQuick
        self.flags = flags
    }

    /// The result of one run, as its folder keeps it.
    private struct Outcome: Codable {
        /// Nil where the loss left the finite numbers.
        var testAccuracy: Double?
    }

    /// Trains a row with every seed, or finds what was trained before.
    public mutating func run(_ row: ReportRow) async throws -> ReproducedRow {
        var result = ReproducedRow(row)
        guard row.preset != nil else { return result }
        for seed in 1...UInt64(seeds) {
            let outcome = try await outcome(row.configuration(registry, seed: seed, isQuick: isQuick, flags: flags))
            if let accuracy = outcome.testAccuracy {
                result.accuracies.append(100 * accuracy)
            } else {
                result.diverged += 1
            }
        }
        return result
    }

    /// Rows with the same configuration share one run, which is named by the hash of that configuration.
    private mutating func outcome(_ configuration: RunConfiguration) async throws -> Outcome {
        var neutral = configuration
        (neutral.threads, neutral.dataDirectory) = (1, nil)
        let run = RunFolder(
            url: folder.appendingPathComponent("runs/" + SHA256.hex(Data(neutral.yaml().utf8)).prefix(12)))
        let file = run.url.appendingPathComponent("outcome.json")
        if let known = try? JSONDecoder().decode(Outcome.self, from: DurableFile.read(file)) { return known }
        let outcome = try await train(configuration, run)
        try DurableFile.write(JSONEncoder().encode(outcome), to: file)
        return outcome
    }

    private mutating func train(_ configuration: RunConfiguration, _ run: RunFolder) async throws -> Outcome {
        let splits = try await data(configuration)
        do {
            let summary = try RunSession.train(
                configuration, registry, on: splits, in: run,
                resumes: FileManager.default.fileExists(atPath: run.checkpoint.path))
            if summary.status == .interrupted { try Interruption.check() }
        } catch let error as LabError where error.kind == .diverged {
            return Outcome(testAccuracy: nil)
        }
        return Outcome(testAccuracy: try run.metrics(configuration, registry, on: splits.test).accuracy)
    }

    /// The seed is left out, as it splits nothing of CIFAR-10.
    private mutating func data(_ configuration: RunConfiguration) async throws -> Splits {
        var request = configuration.dataRequest
        request.seed = 1
        if let known = splits[request] { return known }
        let read = try await DataLibrary.load(request)
        splits[request] = read
        return read
    }
}

import Components
import Data
import Foundation
import Platform

/// The runs of a sweep, resolved and in order; none twice.
public struct SweepManifest: Sendable {
    /// One run.
    public struct Run: Sendable {
        /// The hash of the resolved configuration.
        public let id: String
        /// What distinguishes it, without the seed: `activation=elu:alpha=1`.
        public let label: String
        /// The resolved configuration.
        public let configuration: RunConfiguration
        /// What it has in common with others of the sweep, so that they can be trained in lockstep; nil where no other has.
        public fileprivate(set) var batches: String?
    }

    /// The name of the sweep in its store.
    public var name: String
    /// The runs.
    public let runs: [Run]
    /// How many were asked for more than once and stand here once.
    public let duplicates: Int

    /// Resolves every combination of a specification.
    ///
    /// - Throws: ``LabError`` of kind `usage` that names the combination that does not resolve, or where nothing
    ///   validates.
    public init(_ specification: SweepSpecification, registry: Registry) throws {
        let runs = try specification.cells.flatMap { cell in
            try specification.seeds.map { seed in
                try Interruption.check()
                return (
                    label: cell.label,
                    configuration: try SweepManifest.resolve(cell, seed, specification.base, registry)
                )
            }
        }
        try self.init(name: specification.name, runs, registry: registry)
    }

    /// Runs of these resolved configurations, each with what distinguishes it.
    public init(
        name: String, _ asked: [(label: String, configuration: RunConfiguration)], registry: Registry
    ) throws {
        self.name = name
        var runs: [Run] = []
        var known: Set<String> = []
        for (label, configuration) in asked where known.insert(configuration.runID).inserted {
            let batches = try configuration.sharedBatches(registry).map { SHA256.hex(Data($0.utf8)) }
            runs.append(Run(id: configuration.runID, label: label, configuration: configuration, batches: batches))
        }
        let together = Dictionary(grouping: runs, by: \.batches).mapValues(\.count)
        for i in runs.indices where together[runs[i].batches] == 1 { runs[i].batches = nil }
        duplicates = asked.count - runs.count
        self.runs = runs
    }

    /// Reads every data set of the runs once, but for those that are done, so that one that is missing is one error.
    ///
    /// - Throws: ``LabError`` where a data set cannot be read.
    public func checkData(of store: RunStore) async throws {
        let done = Set(try store.runs().filter { $0.state == .done }.map(\.id))
        var known: Set<DataRequest> = []
        for run in runs where !done.contains(run.id) {
            var request = run.configuration.dataRequest
            request.seed = 1
            if known.insert(request).inserted { _ = try await DataLibrary.load(request) }
        }
    }

    /// Checks that files can be named after the sweep.
    ///
    /// - Throws: ``LabError`` of kind `usage`.
    public func checkName() throws {
        guard !name.isEmpty, !name.contains(where: { $0 == "/" || $0.isNewline }) else {
            throw LabError.usage(
                "The sweep's name is '\(name)', but files are named after it: give a --name without '/' and line breaks."
            )
        }
    }

    /// The SHA-256 of the runs' ids.
    public var checksum: String { SHA256.hex(Data(runs.map(\.id).joined().utf8)) }

    /// A name by what it holds, so that the same command goes on and another one does not collide with it.
    public func ownName(_ command: String) -> String { "\(command)-\(checksum.prefix(8))" }

    private static func resolve(
        _ cell: SweepSpecification.Cell, _ seed: UInt64, _ base: [ConfigurationLayer], _ registry: Registry
    ) throws -> RunConfiguration {
        do {
            let layers =
                base + [
                    try ConfigurationLayer(source: "sweep", cell.texts),
                    try ConfigurationLayer(source: "sweep", ["seed": String(seed)]),
                ]
            let configuration = try LayeredConfiguration(layers, registry: registry).configuration
            guard configuration.hasValidation else {
                throw LabError.usage(
                    "validation is 0, but a sweep compares its runs on validation samples: hold some out.")
            }
            return configuration
        } catch let error as LabError {
            throw LabError(error.kind, "\(cell.label): \(error.message)")
        }
    }
}

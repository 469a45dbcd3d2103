import Foundation
import GRDB
import Platform
import Training

/// Where a run of a store stands.
public enum RunState: String, Sendable, Codable, CaseIterable {
    /// Nobody has begun it.
    case pending
    /// A worker is at it, or died at it.
    case running
    /// Finished, with its results.
    case done
    /// Ended with an error.
    case failed
    /// Stopped on request; it goes on from its checkpoint.
    case interrupted
}

/// One run as the store has it.
public struct StoredRun: Sendable, Codable, Equatable {
    /// The hash of the resolved configuration.
    public let id: String
    /// The resolved configuration as a file.
    public let configuration: String
    /// What it has in common with runs that are trained in lockstep with it; nil where it is trained by itself.
    public let batches: String?
    /// Where it stands.
    public let state: RunState
    /// How often a worker has taken it on.
    public let attempts: Int
    /// The machine of its last worker.
    public let machine: String?
    /// The process of its last worker.
    public let process: Int32?
    /// The version of LayerLab that it was trained with.
    public let version: String?
    /// When it was begun and ended, in seconds since 1970.
    public let started: Double?
    /// When it ended.
    public let ended: Double?
    /// What went wrong.
    public let error: String?
    /// Wall-clock seconds of the process that finished it.
    public let seconds: Double?
    /// Learned values of the network.
    public let parameters: Int?
    /// Loss and accuracy on validation of the model that is kept; nil before the end.
    public let loss: Double?
    /// The accuracy on validation of the model that is kept.
    public let accuracy: Double?

    /// The settings by key.
    public var settings: [String: String] {
        (try? ConfigurationLayer.texts(yaml: configuration, name: "run \(id)")) ?? [:]
    }

    init(_ row: Row) throws {
        let text: String = row["state"]
        guard let state = RunState(rawValue: text) else {
            throw LabError.badData("The store has a run in the state '\(text)', which this version does not know.")
        }
        self.state = state
        (id, configuration, attempts) = (row["id"], row["configuration"], row["attempts"])
        batches = row["batches"]
        (machine, process, version) = (row["machine"], row["process"], row["version"])
        (started, ended, error) = (row["started"], row["ended"], row["error"])
        (seconds, parameters) = (row["seconds"], row["parameters"])
        (loss, accuracy) = (row["loss"], row["accuracy"])
    }
}

/// How many runs of a sweep stand where.
public struct SweepProgress: Sendable, Equatable {
    /// The number of runs in each state.
    public let counts: [RunState: Int]
    /// Evaluations of all its runs so far.
    public let evaluations: Int

    /// The runs in a state.
    public subscript(_ state: RunState) -> Int { counts[state] ?? 0 }
    /// All runs.
    public var total: Int { counts.values.reduce(0, +) }
    /// Those that are over, well or badly.
    public var over: Int { self[.done] + self[.failed] }
}

import Foundation
import Platform

/// The network of a run as it was at a step on the way.
public struct Snapshot: Sendable, Equatable {
    /// Updates done.
    public let step: Int
    /// The file, of the same form as the kept model.
    public let url: URL
}

extension RunFolder {
    /// Where snapshots are.
    var snapshotFolder: URL { url.appendingPathComponent("snapshots") }

    /// The file of the snapshot of a step: `snapshots/step-000450.safetensors`.
    func snapshot(at step: Int) -> URL {
        let digits = String(step)
        let zeros = String(repeating: "0", count: max(6 - digits.count, 0))
        return snapshotFolder.appendingPathComponent("step-\(zeros)\(digits).safetensors")
    }

    /// The snapshots that the run has left, by step; empty where it was told to keep none.
    public var snapshots: [Snapshot] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: snapshotFolder.path)) ?? []
        return names.compactMap { name in
            name.wholeMatch(of: /step-(\d+)\.safetensors/).flatMap { Int($0.1) }
        }.sorted().map { Snapshot(step: $0, url: snapshot(at: $0)) }
    }
}

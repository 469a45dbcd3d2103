import Components
import Foundation
import Platform
import Training

/// Takes on the runs of a sweep, one after the other, until none is left that nobody is at.
public struct SweepWorker: Sendable {
    private let store: RunStore
    private let sweep: String
    private let threads: Int
    private let stopsAtFailure: Bool
    /// The process that asked for this one; where it dies, the worker stops.
    private let parent = getppid()

    /// A worker of a sweep.
    public init(_ store: RunStore, sweep: String, threads: Int, stopsAtFailure: Bool) {
        (self.store, self.sweep, self.threads, self.stopsAtFailure) = (store, sweep, threads, stopsAtFailure)
    }

    private var shouldStop: Bool { Interruption.isRequested || getppid() != parent }

    /// Works to the end or to a stop.
    ///
    /// - Throws: ``LabError`` where the store cannot be used; a run that fails is noted in the store.
    public func work(_ registry: Registry) async throws {
        while !shouldStop {
            if stopsAtFailure, try store.progress(of: sweep)[.failed] > 0 { return }
            guard let run = try store.claim(sweep: sweep) else { return }
            do {
                try await train(run, registry)
            } catch let error as LabError {
                try store.stop(run.id, error.kind == .interrupted ? .interrupted : .failed, error: error.message)
            }
        }
    }

    /// Trains one run, from its last checkpoint where it has one.
    private func train(_ run: StoredRun, _ registry: Registry) async throws {
        var configuration = try LayeredConfiguration(
            [ConfigurationLayer(source: "run \(run.id)", run.settings)], registry: registry
        ).configuration
        configuration.threads = threads
        let folder = store.folder(of: run.id)
        folder.removeLeftovers()
        let resumes = FileManager.default.fileExists(atPath: folder.checkpoint.path)
        var lastBeat = ContinuousClock.now
        let summary = try await RunSession.train(
            configuration, registry, in: folder, resumes: resumes, shouldStop: { shouldStop }
        ) { event in
            if case .training(.evaluation(let row)) = event {
                try store.add(row, to: run.id)
            } else if lastBeat.duration(to: .now) > .seconds(20) {
                try store.beat(run.id)
            } else {
                return
            }
            lastBeat = .now
        }
        if summary.status == .finished {
            try store.finish(run.id, summary, RunHistory.read(folder))
        } else {
            try store.stop(run.id, .interrupted)
        }
    }
}

import Components
import Data
import Foundation
import Platform
import Training

/// Takes on the runs of a sweep, those that see the same batches together, until none is left that nobody is at.
package struct SweepWorker: Sendable {
    private let store: RunStore
    private let sweep: String
    private let threads: Int
    private let jobs: Int
    private let isLockstep: Bool
    private let stopsAtFailure: Bool
    /// The process that asked for this one; where it dies, the worker stops.
    private let parent = getppid()

    /// A worker of a sweep.
    ///
    /// - Parameters:
    ///   - jobs: workers at the sweep, this one included, which share what can be trained in lockstep.
    ///   - isLockstep: whether runs that see the same batches are trained in lockstep.
    package init(
        _ store: RunStore, sweep: String, threads: Int, jobs: Int, isLockstep: Bool, stopsAtFailure: Bool
    ) {
        (self.store, self.sweep, self.threads, self.jobs) = (store, sweep, threads, jobs)
        (self.isLockstep, self.stopsAtFailure) = (isLockstep, stopsAtFailure)
    }

    private var shouldStop: Bool { Interruption.isRequested || getppid() != parent }

    /// Works to the end or to a stop.
    ///
    /// - Throws: ``LabError`` where the store cannot be used; a run that fails is noted in the store.
    package func work(_ registry: Registry) async throws {
        var data = DataCache()
        while !shouldStop {
            if stopsAtFailure, try store.progress(of: sweep)[.failed] > 0 { return }
            let runs =
                try isLockstep
                ? store.claimTogether(sweep: sweep, jobs: jobs) : store.claim(sweep: sweep).map { [$0] } ?? []
            if runs.isEmpty { return }
            var claimed = ClaimedRuns(store, runs, threads)
            do {
                try await claimed.train(registry, &data, isLockstep: isLockstep) { hasFailed in
                    shouldStop || (stopsAtFailure && hasFailed)
                }
            } catch let error as LabError {
                try claimed.stopAll(error)
            }
        }
    }
}

/// Runs that a worker has taken on, and what the store is to know of them.
private struct ClaimedRuns {
    private let store: RunStore
    private let runs: [StoredRun]
    private let threads: Int
    /// Those that are not over.
    private var open: Set<String>
    private var hasFailed = false
    private var lastBeat = ContinuousClock.now

    init(_ store: RunStore, _ runs: [StoredRun], _ threads: Int) {
        (self.store, self.runs, self.threads) = (store, runs, threads)
        open = Set(runs.map(\.id))
    }

    /// Trains the runs, each from its last checkpoint where it has one.
    ///
    /// - Parameter shouldStop: told whether one of them has failed.
    mutating func train(
        _ registry: Registry, _ data: inout DataCache, isLockstep: Bool, shouldStop: (_ hasFailed: Bool) -> Bool
    ) async throws {
        let members = try runs.map { run in
            var configuration = try LayeredConfiguration(
                [ConfigurationLayer(source: "run \(run.id)", run.settings)], registry: registry
            ).configuration
            configuration.threads = threads
            let folder = store.folder(of: run.id)
            folder.removeLeftovers()
            return LockstepRun(configuration, in: folder, resumes: folder.hasCheckpoint)
        }
        let splits = try await data.load(members[0].configuration.dataRequest)
        if isLockstep, runs[0].batches != nil {
            try RunSession.train(together: members, registry, on: splits, shouldStop: { shouldStop(hasFailed) }) {
                try note($1, of: runs[$0])
            }
        } else {
            let (member, run) = (members[0], runs[0])
            let summary = try RunSession.train(
                member.configuration, registry, on: splits, in: member.folder, resumes: member.resumes,
                shouldStop: { shouldStop(false) }
            ) { try note(.run($0), of: run) }
            try note(.ended(summary), of: run)
        }
    }

    private mutating func note(_ event: LockstepEvent, of run: StoredRun) throws {
        switch event {
        case .run(.training(.evaluation(let row))): try store.add(row, to: run.id)
        case .run: try beat()
        case .failed(let error): try stop(run.id, error)
        case .ended(let summary):
            open.remove(run.id)
            if summary.status == .finished {
                try store.finish(run.id, summary, RunHistory.read(store.folder(of: run.id)))
            } else {
                try store.stop(run.id, .interrupted)
            }
        }
    }

    /// A sign of life of all, also of those that wait, now and then.
    private mutating func beat() throws {
        guard lastBeat.duration(to: .now) > .seconds(20) else { return }
        for id in open { try store.beat(id) }
        lastBeat = .now
    }

    private mutating func stop(_ id: String, _ error: LabError) throws {
        open.remove(id)
        hasFailed = true
        try store.stop(id, error.kind == .interrupted ? .interrupted : .failed, error: error.message)
    }

    /// Ends every run that is not over by what has befallen them together.
    mutating func stopAll(_ error: LabError) throws {
        for run in runs where open.contains(run.id) { try stop(run.id, error) }
    }
}

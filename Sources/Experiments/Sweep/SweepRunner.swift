import Foundation
import Platform

/// What a sweep tells whoever watches it.
public enum SweepEvent: Sendable {
    /// A worker process has begun.
    case worker(Int32)
    /// The counts have changed.
    case progress(SweepProgress)
    /// A run is over.
    case over(StoredRun)
}

/// Runs a sweep with worker processes until every run is over.
///
/// Other processes may be at the same sweep or the same store; what they do counts as well.
public struct SweepRunner: Sendable {
    private let store: RunStore
    private let sweep: String
    private let jobs: Int
    private let command: [String]
    private let stopsAtFailure: Bool

    /// A runner.
    ///
    /// - Parameters:
    ///   - store: where the runs are kept.
    ///   - sweep: the name of the sweep.
    ///   - jobs: worker processes at a time.
    ///   - command: the arguments that make this program a worker of the sweep.
    ///   - stopsAtFailure: whether the first run that fails ends the sweep.
    public init(_ store: RunStore, sweep: String, jobs: Int, command: [String], stopsAtFailure: Bool) {
        (self.store, self.sweep, self.jobs) = (store, sweep, jobs)
        (self.command, self.stopsAtFailure) = (command, stopsAtFailure)
    }

    private enum Happening: Sendable {
        case tick
        case started(Int32)
        case ended(Int32, code: Int32)
        case missing(String)
    }

    /// Works until every run is over, the first one has failed where that is the end, or a stop is asked for.
    ///
    /// - Throws: ``LabError``: `interrupted` after Ctrl-C, `io` where workers die again and again.
    public func run(onEvent: (SweepEvent) -> Void) async throws -> SweepProgress {
        let (happenings, sender) = AsyncStream.makeStream(of: Happening.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            var state = State(try store.runs(of: sweep).filter(\.isOver).map(\.id))
            group.addTask {
                while !Task.isCancelled {
                    sender.yield(.tick)
                    try? await Task.sleep(for: .milliseconds(200))
                }
            }
            for await happening in happenings {
                switch happening {
                case .tick: try report(&state, onEvent)
                case .started(let number): onEvent(.worker(number))
                case .ended(let number, let code): try bury(number, code, &state)
                case .missing(let message): throw LabError.io(message)
                }
                let isStopping = Interruption.isRequested || (stopsAtFailure && state.progress[.failed] > 0)
                if isStopping { group.cancelAll() }
                if state.workers == 0, isStopping || state.progress.over == state.progress.total { break }
                let free = isStopping ? 0 : try store.free(in: sweep)
                while state.workers < min(jobs, free + state.workers) {
                    state.workers += 1
                    group.addTask { await work(sender) }
                }
            }
            group.cancelAll()
            try report(&state, onEvent)
            try await group.waitForAll()
            try Interruption.check()
            return state.progress
        }
    }

    /// One worker process, from its start to its end.
    private func work(_ sender: AsyncStream<Happening>.Continuation) async {
        do {
            let end = try await Child.work(command) { sender.yield(.started($0)) }
            sender.yield(.ended(end.process, code: end.code))
        } catch {
            sender.yield(.missing("\(error)"))
        }
    }

    /// Reads how far the sweep is, and tells what is new.
    private func report(_ state: inout State, _ onEvent: (SweepEvent) -> Void) throws {
        let progress = try store.progress(of: sweep)
        guard progress != state.progress else { return }
        if progress.over != state.progress.over {
            for run in try store.runs(of: sweep) where run.isOver && state.over.insert(run.id).inserted {
                state.deaths = 0
                onEvent(.over(run))
            }
        }
        state.progress = progress
        onEvent(.progress(progress))
    }

    /// Draws the conclusion from a worker's end: a run that crashes its worker has failed, one that was killed has not.
    private func bury(_ number: Int32, _ code: Int32, _ state: inout State) throws {
        state.workers -= 1
        guard code > 0, !Interruption.isRequested else { return }
        guard code > 128 else {
            throw LabError(.init(rawValue: code) ?? .io, "A worker of the sweep has stopped with exit code \(code).")
        }
        let crashes = [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]
        if crashes.contains(code - 128) {
            try store.fail(workerNumber: number, error: "The worker crashed with signal \(code - 128).")
        }
        state.deaths += 1
        guard state.deaths <= 10 * jobs else {
            throw LabError.io(
                "Workers were killed \(state.deaths) times without a run being finished (last exit code \(code)); the "
                    + "machine may be short of memory: try fewer --jobs.")
        }
    }

    /// What the runner knows at a moment.
    private struct State {
        var progress = SweepProgress(counts: [:], evaluations: -1)
        var over: Set<String>
        var workers = 0
        var deaths = 0

        init(_ over: [String]) { self.over = Set(over) }
    }
}

extension StoredRun {
    /// Whether it is done or has failed.
    public var isOver: Bool { state == .done || state == .failed }
}

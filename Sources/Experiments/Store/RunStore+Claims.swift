import Foundation
import GRDB
import Platform
import Training

extension RunStore {
    /// Takes on the first run of a sweep that nobody is at; nil where there is none.
    ///
    /// A run whose worker has died is nobody's. One transaction: no two workers get the same run.
    package func claim(sweep: String, by worker: WorkerProcess = .current, now: Date = Date()) throws -> StoredRun? {
        try claim(sweep: sweep, by: worker, now) { _ in 1 }.first
    }

    /// Takes on the first run of a sweep that nobody is at, with a share of those that see the same batches.
    ///
    /// - Parameter jobs: workers that share the runs that are not over; none takes more than 20.
    package func claimTogether(
        sweep: String, jobs: Int, by worker: WorkerProcess = .current, now: Date = Date()
    ) throws -> [StoredRun] {
        try claim(sweep: sweep, by: worker, now) { min(($0 + jobs - 1) / jobs, 20) }
    }

    /// - Parameter share: how many are taken, at most, where so many with the same batches are not over.
    private func claim(
        sweep: String, by worker: WorkerProcess, _ now: Date, _ share: (_ open: Int) -> Int
    ) throws -> [StoredRun] {
        try write { db in
            var open: [(id: String, batches: String?, isFree: Bool)] = []
            let rows = try RunStore.open(sweep, db)
            while let row = try rows.next() { open.append((row["id"], row["batches"], RunStore.isFree(row, now))) }
            guard let first = open.first(where: \.isFree) else { return [] }
            let peers = first.batches == nil ? [first] : open.filter { $0.batches == first.batches }
            return try peers.filter(\.isFree).prefix(share(peers.count)).map {
                try RunStore.take(on: $0.id, worker, now, db)
            }
        }
    }

    private static func take(on id: String, _ worker: WorkerProcess, _ now: Date, _ db: Database) throws -> StoredRun {
        try db.execute(
            sql: """
                UPDATE run SET state = 'running', attempts = attempts + 1, machine = ?, process = ?,
                processStart = ?, heartbeat = ?, started = coalesce(started, ?), ended = NULL, error = NULL,
                version = ? WHERE id = ?
                """,
            arguments: [
                worker.machine, worker.number, worker.started, now.timeIntervalSince1970, now.timeIntervalSince1970,
                layerLabVersion, id,
            ])
        return try StoredRun(Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])!)
    }

    /// How many runs of a sweep could be claimed at this moment.
    package func free(in sweep: String, now: Date = Date()) throws -> Int {
        try read { db in
            var free = 0
            let rows = try RunStore.open(sweep, db)
            while let row = try rows.next() { free += RunStore.isFree(row, now) ? 1 : 0 }
            return free
        }
    }

    /// The runs of a sweep that are not over, in its order.
    private static func open(_ sweep: String, _ db: Database) throws -> RowCursor {
        try Row.fetchCursor(
            db,
            sql: """
                SELECT run.id, state, batches, machine, process, processStart, heartbeat
                FROM sweepRun JOIN sweep ON sweep.id = sweepRun.sweep JOIN run ON run.id = sweepRun.run
                WHERE sweep.name = ? AND state IN ('pending', 'interrupted', 'running') ORDER BY position
                """, arguments: [sweep])
    }

    private static func isFree(_ row: Row, _ now: Date) -> Bool {
        row["state"] != RunState.running.rawValue || isAbandoned(row, now)
    }

    /// Whether the worker of a running run is gone: its process has ended or, on another machine, is long silent.
    private static func isAbandoned(_ row: Row, _ now: Date) -> Bool {
        let worker = WorkerProcess(
            machine: row["machine"] ?? "", number: row["process"] ?? 0, started: row["processStart"] ?? "")
        return worker.hasEnded ?? ((row["heartbeat"] ?? 0) + patience < now.timeIntervalSince1970)
    }

    /// A sign of life.
    package func beat(_ id: String, by worker: WorkerProcess = .current, now: Date = Date()) throws {
        try update(id, worker, "heartbeat = ?", [now.timeIntervalSince1970])
    }

    /// Keeps a row of the history while the run goes on.
    package func add(_ row: HistoryRow, to id: String, by worker: WorkerProcess = .current, now: Date = Date()) throws {
        try write { db in
            try RunStore.insert([row], of: id, db)
            try RunStore.update(db, id, worker, "heartbeat = ?", [now.timeIntervalSince1970])
        }
    }

    /// Ends a run with its results: the history as the run's folder has it, and what came out.
    package func finish(
        _ id: String, _ summary: RunSummary, _ history: [HistoryRow], by worker: WorkerProcess = .current,
        now: Date = Date()
    ) throws {
        let kept = summary.keptRow.validation
        try write { db in
            try db.execute(sql: "DELETE FROM metric WHERE run = ?", arguments: [id])
            try RunStore.insert(history, of: id, db)
            try RunStore.update(
                db, id, worker,
                "state = 'done', ended = ?, seconds = ?, parameters = ?, loss = ?, accuracy = ?",
                [now.timeIntervalSince1970, summary.seconds, summary.parameters, kept.loss, kept.accuracy])
        }
    }

    /// Ends a run without results: failed with a reason, or interrupted.
    package func stop(
        _ id: String, _ state: RunState, error: String? = nil, by worker: WorkerProcess = .current, now: Date = Date()
    ) throws {
        try update(id, worker, "state = ?, error = ?, ended = ?", [state.rawValue, error, now.timeIntervalSince1970])
    }

    /// Marks the run that a crashed worker of this machine was at as failed.
    ///
    /// Of several in lockstep nobody knows which one it was: they are trained by themselves from now on.
    package func fail(workerNumber: Int32, error: String, now: Date = Date()) throws {
        try write { db in
            let whose = "WHERE state = 'running' AND machine = ? AND process = ?"
            let owner: [(any DatabaseValueConvertible)?] = [WorkerProcess.thisMachine, workerNumber]
            let count =
                try Int.fetchOne(db, sql: "SELECT count(*) FROM run \(whose)", arguments: StatementArguments(owner))
                ?? 0
            let change: (sql: String, values: [(any DatabaseValueConvertible)?]) =
                count > 1
                ? ("state = 'interrupted', batches = NULL, ended = ?", [now.timeIntervalSince1970])
                : ("state = 'failed', error = ?, ended = ?", [error, now.timeIntervalSince1970])
            try db.execute(
                sql: "UPDATE run SET \(change.sql) \(whose)", arguments: StatementArguments(change.values + owner))
        }
    }

    private func update(
        _ id: String, _ worker: WorkerProcess, _ change: String, _ values: [(any DatabaseValueConvertible)?]
    ) throws {
        try write { try RunStore.update($0, id, worker, change, values) }
    }

    /// Changes a run that this worker is at.
    ///
    /// - Throws: ``LabError`` of kind `io` where another worker has taken it over.
    private static func update(
        _ db: Database, _ id: String, _ worker: WorkerProcess, _ change: String,
        _ values: [(any DatabaseValueConvertible)?]
    ) throws {
        let owner: [(any DatabaseValueConvertible)?] = [id, worker.machine, worker.number, worker.started]
        try db.execute(
            sql: """
                UPDATE run SET \(change)
                WHERE id = ? AND state = 'running' AND machine = ? AND process = ? AND processStart = ?
                """, arguments: StatementArguments(values + owner))
        guard db.changesCount == 1 else {
            throw LabError.io("The run \(id) was taken over by another worker, as this one had been silent too long.")
        }
    }
}

import Foundation
import GRDB
import Platform

extension RunStore {
    /// Puts a sweep and its runs into the store; runs that are there already are shared with the sweeps they belong to.
    ///
    /// A sweep is frozen: the same name with the same runs goes on, with other runs it is refused.
    /// - Throws: ``LabError`` of kind `usage` where a sweep of that name has other runs.
    public func register(_ manifest: SweepManifest, now: Date = Date()) throws {
        try write { db in
            let known = try String.fetchAll(
                db,
                sql: "SELECT run FROM sweepRun JOIN sweep ON sweep.id = sweep WHERE name = ? ORDER BY position",
                arguments: [manifest.name])
            if !known.isEmpty {
                try RunStore.check(known, manifest, url)
                return
            }
            try manifest.checkName()
            try db.execute(
                sql: "INSERT INTO sweep (name, created) VALUES (?, ?)",
                arguments: [manifest.name, now.timeIntervalSince1970])
            let sweep = db.lastInsertedRowID
            for (position, run) in manifest.runs.enumerated() {
                try db.execute(
                    // A run that nobody has begun may have found company.
                    sql: """
                        INSERT INTO run (id, configuration, seed, batches) VALUES (?, ?, ?, ?)
                        ON CONFLICT (id) DO UPDATE SET batches = excluded.batches
                        WHERE state = 'pending' AND batches IS NULL
                        """,
                    arguments: [
                        run.id, run.configuration.identifyingYAML, String(run.configuration.seed), run.batches,
                    ])
                try db.execute(
                    sql: "INSERT INTO sweepRun VALUES (?, ?, ?, ?)", arguments: [sweep, position, run.id, run.label])
            }
        }
    }

    private static func check(_ known: [String], _ manifest: SweepManifest, _ url: URL) throws {
        let asked = manifest.runs.map(\.id)
        guard known != asked else { return }
        let shared = Set(known).intersection(asked).count
        throw LabError.usage(
            "The sweep '\(manifest.name)' of \(url.path) is frozen with \(known.count) runs, of which \(shared) are among the "
                + "\(asked.count) that are asked for now. Give the new ones another --name, or use another --store.")
    }

    /// The names of all sweeps, the oldest first.
    public func sweeps() throws -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT name FROM sweep ORDER BY id") }
    }

    /// Runs in the order in which they were asked for: of one sweep, or all.
    public func runs(of sweep: String? = nil) throws -> [StoredRun] {
        try read { db in
            guard let sweep else {
                return try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY rowid").map(StoredRun.init)
            }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT run.* FROM sweepRun JOIN sweep ON sweep.id = sweepRun.sweep JOIN run ON run.id = sweepRun.run
                    WHERE sweep.name = ? ORDER BY position
                    """, arguments: [sweep]
            ).map(StoredRun.init)
        }
    }

    /// What distinguishes the runs of a sweep, without the seed, by their ids.
    public func labels(of sweep: String) throws -> [String: String] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT run, label FROM sweepRun JOIN sweep ON sweep.id = sweepRun.sweep WHERE sweep.name = ?",
                arguments: [sweep])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["run"], $0["label"]) })
        }
    }

    /// The run of an id.
    ///
    /// - Throws: ``LabError`` of kind `io` where the store has none.
    public func run(_ id: String) throws -> StoredRun {
        let row = try read { try Row.fetchOne($0, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]) }
        guard let row else { throw LabError.io("The store \(url.path) has no run \(id).") }
        return try StoredRun(row)
    }

    /// How far a sweep has come.
    public func progress(of sweep: String) throws -> SweepProgress {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT state, count(*) AS number FROM sweepRun JOIN sweep ON sweep.id = sweepRun.sweep
                    JOIN run ON run.id = sweepRun.run WHERE sweep.name = ? GROUP BY state
                    """, arguments: [sweep])
            let counts = rows.compactMap { row in RunState(rawValue: row["state"]).map { ($0, row["number"] as Int) } }
            let evaluations = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM metric
                    WHERE run IN (SELECT run FROM sweepRun JOIN sweep ON sweep.id = sweep WHERE name = ?)
                    """, arguments: [sweep])
            return SweepProgress(counts: Dictionary(uniqueKeysWithValues: counts), evaluations: evaluations ?? 0)
        }
    }

    /// Lets the failed runs of a sweep be tried again, from their last checkpoint; returns how many.
    public func retryFailed(of sweep: String) throws -> Int {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE run SET state = 'pending', error = NULL WHERE state = 'failed' AND id IN
                    (SELECT run FROM sweepRun JOIN sweep ON sweep.id = sweep WHERE name = ?)
                    """, arguments: [sweep])
            return db.changesCount
        }
    }

    /// What SQLite finds wrong with the file; nothing in a sound one.
    public func damage() throws -> [String] {
        try read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }.filter { $0 != "ok" }
    }
}

import GRDB

extension RunStore {
    /// The tables, one step for each version that was given to users.
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs and sweeps") { try $0.execute(sql: runsAndSweeps) }
        migrator.registerMigration("test openings") { try $0.execute(sql: testOpenings) }
        migrator.registerMigration("shared batches") { try $0.execute(sql: "ALTER TABLE run ADD COLUMN batches TEXT") }
        return migrator
    }()

    /// Runs, their metrics, and the frozen lists of runs that sweeps are.
    private static let runsAndSweeps = """
        CREATE TABLE run (
            id TEXT NOT NULL PRIMARY KEY,
            configuration TEXT NOT NULL,
            seed TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending'
                CHECK (state IN ('pending', 'running', 'done', 'failed', 'interrupted')),
            attempts INTEGER NOT NULL DEFAULT 0,
            machine TEXT, process INTEGER, processStart TEXT,
            heartbeat REAL, started REAL, ended REAL, version TEXT, error TEXT,
            seconds REAL, parameters INTEGER, loss REAL, accuracy REAL
        ) STRICT;
        CREATE INDEX runState ON run(state);
        CREATE TABLE metric (
            run TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            step INTEGER NOT NULL, epoch REAL NOT NULL, eta REAL NOT NULL,
            trainingLoss REAL NOT NULL, trainingCost REAL NOT NULL, trainingAccuracy REAL NOT NULL,
            validationLoss REAL NOT NULL, validationCost REAL NOT NULL, validationAccuracy REAL NOT NULL,
            PRIMARY KEY (run, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sweep (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            created REAL NOT NULL
        ) STRICT;
        CREATE TABLE sweepRun (
            sweep INTEGER NOT NULL REFERENCES sweep(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            run TEXT NOT NULL REFERENCES run(id),
            label TEXT NOT NULL,
            PRIMARY KEY (sweep, position), UNIQUE (sweep, run)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sweepOfRun ON sweepRun(run);
        """

    /// Each look at a test split, so that a report can count them.
    private static let testOpenings = """
        CREATE TABLE testOpening (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL REFERENCES run(id),
            opened REAL NOT NULL,
            purpose TEXT NOT NULL,
            accuracy REAL NOT NULL
        ) STRICT;
        """
}

import GRDB
import Training

extension RunStore {
    /// The history of a run so far.
    public func history(of id: String) throws -> [HistoryRow] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM metric WHERE run = ? ORDER BY step", arguments: [id]).map { row in
                HistoryRow(
                    step: row["step"], epoch: row["epoch"], eta: row["eta"],
                    training: Metrics(
                        loss: row["trainingLoss"], cost: row["trainingCost"], accuracy: row["trainingAccuracy"]),
                    validation: Metrics(
                        loss: row["validationLoss"], cost: row["validationCost"], accuracy: row["validationAccuracy"]))
            }
        }
    }

    /// Adds rows; one of the same step is replaced, as a resumed run makes it again.
    static func insert(_ rows: [HistoryRow], of id: String, _ db: Database) throws {
        let statement = try db.makeStatement(sql: "INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            try statement.execute(arguments: [
                id, row.step, row.epoch, row.eta, row.training.loss, row.training.cost, row.training.accuracy,
                row.validation.loss, row.validation.cost, row.validation.accuracy,
            ])
        }
    }
}

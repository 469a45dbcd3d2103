import Foundation
import GRDB

/// One look at the test split.
public struct TestOpening: Sendable, Codable, Equatable {
    /// The run that was evaluated.
    public let run: String
    /// When, in seconds since 1970.
    public let opened: Double
    /// What for.
    public let purpose: String
    /// The accuracy that was seen.
    public let accuracy: Double
}

extension RunStore {
    /// Writes down that the test split was looked at; a sweep never does.
    public func recordTestOpening(of run: String, purpose: String, accuracy: Double, now: Date = Date()) throws {
        try write { db in
            try db.execute(
                sql: "INSERT INTO testOpening (run, opened, purpose, accuracy) VALUES (?, ?, ?, ?)",
                arguments: [run, now.timeIntervalSince1970, purpose, accuracy])
        }
    }

    /// Every look so far, the first one first.
    public func testOpenings() throws -> [TestOpening] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM testOpening ORDER BY id").map {
                TestOpening(run: $0["run"], opened: $0["opened"], purpose: $0["purpose"], accuracy: $0["accuracy"])
            }
        }
    }
}

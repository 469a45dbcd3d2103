import Foundation
import GRDB
import Platform

/// Runs and sweeps in one SQLite file, shared by any number of processes.
///
/// The file is in WAL mode, so readers never wait; writers wait for each other. The files of a run stand in a folder
/// beside it.
public struct RunStore: Sendable {
    /// The file.
    public let url: URL
    let database: DatabaseQueue

    /// Seconds without a sign of life after which a worker on another machine counts as dead.
    static let patience = 600.0

    /// Opens a store, which is made where there is none, and brings its tables up to date.
    ///
    /// - Parameters:
    ///   - url: the SQLite file; it is made where there is none.
    ///   - migration: the last change of the schema that is made; nil for all.
    /// - Throws: ``LabError``: `io` where the file cannot be reached, `badData` where it is no store or one of a later
    ///   version.
    public init(_ url: URL, upTo migration: String? = nil) throws {
        self.url = url
        let folder = RunStore.runs(of: url)
        try DurableFile.makeFolder(folder)
        do {
            database = try RunStore.asLabError(url) {
                // Two processes that make the same file at the same moment take turns.
                let turn = open(folder.path, O_RDONLY)
                defer { close(turn) }
                flock(turn, LOCK_EX)
                let database = try DatabaseQueue(path: url.path, configuration: RunStore.settings)
                guard try database.read(RunStore.migrator.hasBeenSuperseded) == false else {
                    throw LabError.badData(
                        "\(url.path) was made by a later version of LayerLab than \(layerLabVersion): use that one.")
                }
                if let migration {
                    try RunStore.migrator.migrate(database, upTo: migration)
                } else {
                    try RunStore.migrator.migrate(database)
                }
                return database
            }
        } catch {
            // A folder that has been made in vain is empty; another one stays.
            rmdir(folder.path)
            throw error
        }
    }

    /// Opens a store that is there already.
    ///
    /// - Throws: ``LabError`` of kind `io` where there is none.
    public static func existing(_ url: URL) throws -> RunStore {
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw LabError.io("There is no store in \(url.path). 'layerlab sweep' or 'layerlab ablate' makes one.")
        }
        return try RunStore(url)
    }

    /// The folder of a run.
    public func folder(of id: String) -> RunFolder {
        RunFolder(url: RunStore.runs(of: url).appendingPathComponent(id))
    }

    private static func runs(of url: URL) -> URL { URL(fileURLWithPath: url.path + ".runs") }

    private static var settings: Configuration {
        var settings = Configuration()
        settings.journalMode = .wal
        settings.busyMode = .timeout(60)
        settings.foreignKeysEnabled = true
        return settings
    }

    /// Reads in one consistent view.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try RunStore.asLabError(url) { try database.read(body) }
    }

    /// Writes in one transaction, which is the only one until it ends.
    func write<T>(_ body: (Database) throws -> T) throws -> T {
        try RunStore.asLabError(url) { try database.write(body) }
    }

    /// Turns what SQLite says into a sentence with the file in it.
    private static func asLabError<T>(_ url: URL, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            let reason = error.message ?? "error \(error.resultCode.rawValue)"
            if [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
                throw LabError.badData("\(url.path) is no store of runs: \(reason). Name another file with --store.")
            }
            throw LabError.io("Cannot use the store \(url.path): \(reason).")
        }
    }
}

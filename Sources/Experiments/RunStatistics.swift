import Foundation
import Platform
import Training

/// What a run has recorded of its layers, in the run's folder: `statistics.jsonl`.
public struct RunStatistics {
    private let lines: JSONLines<NetworkStatistics>

    private static let form = JSONLines<NetworkStatistics>.Form(
        schema: "layerlab.statistics", row: "row of statistics", holds: \.isWhole)

    /// The record of a run that goes on after a step: later rows are dropped, as they will be made again.
    init(_ folder: RunFolder, through step: Int = -1) throws {
        let isKept = step >= 0 && FileManager.default.fileExists(atPath: folder.statistics.path)
        let rows = isKept ? try JSONLines.read(folder.statistics, RunStatistics.form).filter { $0.step <= step } : []
        lines = try JSONLines(folder.statistics, RunStatistics.form, rows)
    }

    /// Adds a row to the file at once.
    func append(_ row: NetworkStatistics) throws { try lines.append(row) }

    /// The rows that a run has left.
    ///
    /// - Throws: ``LabError`` of kind `usage` where it has recorded none, `badData` where the file is damaged.
    public static func read(_ folder: RunFolder) throws -> [NetworkStatistics] {
        guard FileManager.default.fileExists(atPath: folder.statistics.path) else {
            throw LabError.usage(
                "The run \(folder.url.path) has recorded no statistics of its layers: train it anew with --record-statistics."
            )
        }
        let rows = try JSONLines.read(folder.statistics, form)
        guard let first = rows.first, rows.allSatisfy(first.isAlike),
            zip(rows, rows.dropFirst()).allSatisfy({ $0.step < $1.step })
        else {
            throw LabError.badData(
                "\(folder.statistics.path) is damaged: rows of the same layers were expected, with growing steps.")
        }
        return rows
    }
}

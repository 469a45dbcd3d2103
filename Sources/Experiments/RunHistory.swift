import Foundation
import Platform
import Training

/// The rows of a run, in memory and in the run's folder: `history.csv` for people, `metrics.jsonl` for programs.
public struct RunHistory {
    /// Every row so far, by step.
    public private(set) var rows: [HistoryRow]
    private let csv: FileHandle
    private let lines: FileHandle

    /// The columns of `history.csv`.
    public static let columns = [
        "step", "epoch", "eta", "train_loss", "train_cost", "train_accuracy", "validation_loss", "validation_cost",
        "validation_accuracy",
    ]

    /// The history of a run that goes on after a step: later rows are dropped, as they will be made again.
    public init(_ folder: RunFolder, through step: Int = -1) throws {
        rows = step < 0 ? [] : try RunHistory.read(folder).filter { $0.step <= step }
        try DurableFile.write(
            ([RunHistory.columns.csvLine] + rows.map(RunHistory.csv)).text, to: folder.history)
        try DurableFile.write(rows.map(RunHistory.json).text, to: folder.metrics)
        csv = try RunHistory.appending(to: folder.history)
        lines = try RunHistory.appending(to: folder.metrics)
    }

    /// Adds a row to both files at once.
    public mutating func append(_ row: HistoryRow) throws {
        rows.append(row)
        try csv.write(contentsOf: Data([RunHistory.csv(row)].text.utf8))
        try lines.write(contentsOf: Data([RunHistory.json(row)].text.utf8))
    }

    /// The rows that a run has left.
    public static func read(_ folder: RunFolder) throws -> [HistoryRow] {
        let text = String(decoding: try DurableFile.read(folder.metrics), as: UTF8.self)
        return try text.split(separator: "\n").enumerated().map { number, line in
            do {
                return try JSONDecoder().decode(Line.self, from: Data(line.utf8)).row
            } catch {
                throw LabError.badData("\(folder.metrics.path), line \(number + 1) is no row of a history.")
            }
        }
    }

    /// A row as `metrics.jsonl` has it, with the schema that it follows.
    private struct Line: Codable {
        var schema = "layerlab.metrics"
        var version = 1
        let row: HistoryRow
    }

    private static func json(_ row: HistoryRow) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Encoding numbers and strings cannot fail; a loss that is not finite ends the run before it is logged.
        return (try? encoder.encode(Line(row: row))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func csv(_ row: HistoryRow) -> String {
        ([String(row.step)]
            + [
                row.epoch, row.eta, row.training.loss, row.training.cost, row.training.accuracy, row.validation.loss,
                row.validation.cost, row.validation.accuracy,
            ].map { "\($0)" }).csvLine
    }

    private static func appending(to url: URL) throws -> FileHandle {
        guard let handle = FileHandle(forWritingAtPath: url.path) else {
            throw LabError.io("Cannot write \(url.path).")
        }
        try handle.seekToEnd()
        return handle
    }
}

extension [String] {
    /// The lines as the text of a file.
    fileprivate var text: String { map { $0 + "\n" }.joined() }
}

import Foundation
import Platform
import Training

/// The rows of a run, in memory and in the run's folder: `history.csv` for people, `metrics.jsonl` for programs.
public struct RunHistory {
    /// Every row so far, by step.
    public private(set) var rows: [HistoryRow]
    private let csv: AppendedFile
    private let lines: JSONLines<HistoryRow>

    private static let form = JSONLines<HistoryRow>.Form(schema: "layerlab.metrics", row: "row of a history") { row in
        // The steps of an epoch are worked out of both.
        row.step == 0 || (row.step > 0 && row.epoch > 0 && Double(row.step) / row.epoch <= 1e9)
    }

    /// The columns of `history.csv`.
    public static let columns = [
        "step", "epoch", "eta", "train_loss", "train_cost", "train_accuracy", "validation_loss", "validation_cost",
        "validation_accuracy",
    ]

    /// The history of a run that goes on after a step: later rows are dropped, as they will be made again.
    public init(_ folder: RunFolder, through step: Int = -1) throws {
        rows = step < 0 ? [] : try RunHistory.read(folder).filter { $0.step <= step }
        guard step < 0 || !rows.isEmpty else {
            throw LabError.badData(
                "\(folder.metrics.path) has lost the rows up to step \(step), where the checkpoint is: train anew.")
        }
        try DurableFile.write(
            ([RunHistory.columns.csvLine] + rows.map(RunHistory.csv)).text, to: folder.history)
        csv = try AppendedFile(folder.history)
        lines = try JSONLines(folder.metrics, RunHistory.form, rows)
    }

    /// Adds a row to both files at once.
    public mutating func append(_ row: HistoryRow) throws {
        rows.append(row)
        try csv.append([RunHistory.csv(row)].text)
        try lines.append(row)
    }

    /// The rows that a run has left.
    public static func read(_ folder: RunFolder) throws -> [HistoryRow] { try JSONLines.read(folder.metrics, form) }

    private static func csv(_ row: HistoryRow) -> String {
        ([String(row.step)]
            + [
                row.epoch, row.eta, row.training.loss, row.training.cost, row.training.accuracy, row.validation.loss,
                row.validation.cost, row.validation.accuracy,
            ].map { "\($0)" }).csvLine
    }
}

extension [String] {
    /// The lines as the text of a file.
    fileprivate var text: String { map { $0 + "\n" }.joined() }
}

import Foundation
import Platform
import Training

/// Writes a training into an event file of TensorBoard while it goes on.
///
/// Nothing waits for longer than an evaluation: it is appended, with the losses of the batches before it, in one piece.
/// Source of the format: `EventRecord`; of the meaning of tags and steps: TensorBoard's README.
public struct EventWriter {
    /// The file.
    public let url: URL
    private let handle: FileHandle
    private var waiting = Data()

    /// Starts a file in a folder, which is made where it is missing.
    ///
    /// - Parameters:
    ///   - folder: a folder without events; for a run that goes on, that of its earlier part, or an empty one.
    ///   - step: the step that a run goes on after; nil for a new run.
    ///   - past: the rows of a run that goes on, written where the folder does not have them.
    /// - Throws: ``LabError`` of kind `usage` where the folder holds another run or a file that sorts behind any new one,
    ///   `io` where it cannot be written.
    public init(in folder: URL, continuingAfter step: Int? = nil, past: [HistoryRow] = []) throws {
        let events = try EventFolder(folder)
        if step == nil { try events.checkIsFree() }
        let now = Date().timeIntervalSince1970
        url = folder.appendingPathComponent(try events.newName(at: now))
        try DurableFile.makeFolder(folder)
        try DurableFile.write(EventRecord.framed(.version(at: now)), to: url)
        guard let handle = FileHandle(forWritingAtPath: url.path) else {
            throw LabError.io("Cannot write \(url.path).")
        }
        self.handle = handle
        if events.files.isEmpty {
            for row in past { add(row, at: now) }
        } else if let step {
            // Of a process that was killed, batches behind the checkpoint may be there; they are made again.
            waiting += EventRecord.framed(.start(at: now, step: step + 1))
        }
        try flush()
    }

    /// Checks that a folder holds no events yet; it need not be there.
    ///
    /// - Throws: ``LabError`` of kind `usage` where it does, `io` where it cannot be read.
    public static func check(_ folder: URL) throws { try EventFolder(folder).checkIsFree() }

    /// Takes in what a training tells.
    ///
    /// - Throws: ``LabError`` of kind `io` where the file cannot be written.
    public mutating func take(_ event: TrainingEvent) throws {
        let now = Date().timeIntervalSince1970
        switch event {
        case .step(let step, _, let loss):
            waiting += EventRecord.framed(.scalars(["loss/batch": loss], at: now, step: step))
        case .evaluation(let row):
            add(row, at: now)
            try flush()
        case .snapshot, .statistics, .warning: break
        }
    }

    /// Writes what still waits.
    ///
    /// - Throws: ``LabError`` of kind `io` where the file cannot be written.
    public mutating func flush() throws {
        do {
            try handle.seekToEnd()
            try handle.write(contentsOf: waiting)
        } catch {
            throw LabError.io("Cannot write \(url.path): \(DurableFile.reason(error)).")
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ row: HistoryRow, at time: Double) {
        waiting += EventRecord.framed(.row(row, at: time))
    }
}

extension TBEvent {
    /// What an evaluation found, under the tags that TensorBoard groups by their first word.
    static func row(_ row: HistoryRow, at time: Double) -> TBEvent {
        .scalars(
            [
                "loss/training": row.training.loss, "loss/validation": row.validation.loss,
                "cost/training": row.training.cost, "cost/validation": row.validation.cost,
                "accuracy/training": row.training.accuracy, "accuracy/validation": row.validation.accuracy,
                "learning_rate": row.eta,
            ], at: time, step: row.step)
    }
}

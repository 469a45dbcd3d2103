import Foundation
import LayerLab

/// Writes a training into a folder for TensorBoard while it runs, where that was asked for.
struct TensorBoardReport {
    private let folder: URL?
    private let resumes: Bool
    private var writer: EventWriter?

    /// A report that starts when the training does.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the folder holds another run.
    init(folder: String?, resumes: Bool) throws {
        self.folder = folder.map { URL(fileURLWithPath: $0) }
        self.resumes = resumes
        if let folder = self.folder, !resumes { try EventWriter.check(folder) }
    }

    /// Takes in what a run tells.
    mutating func take(_ event: RunEvent) throws {
        switch event {
        case .preparing: break
        case .prepared(let preparation): try begin(preparation)
        case .training(let event): try writer?.take(event)
        }
    }

    /// Writes what still waits.
    mutating func finish() throws { try writer?.flush() }

    private mutating func begin(_ preparation: RunPreparation) throws {
        guard let folder else { return }
        guard resumes else {
            writer = try EventWriter(in: folder)
            return
        }
        // The evaluation before the first step is made again by a run that stopped there.
        let step = preparation.firstStep > 0 ? preparation.firstStep : -1
        let past = try RunHistory.read(preparation.folder).filter { $0.step <= step }
        writer = try EventWriter(in: folder, continuingAfter: step, past: past)
    }
}

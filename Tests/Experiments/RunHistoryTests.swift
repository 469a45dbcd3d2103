import Experiments
import Foundation
import TestSupport
import Testing
import Training

/// The rows that a run leaves in its folder.
@Suite struct RunHistoryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A row may hold what JSON has no number for; it must not be lost for that.
    @Test(arguments: [0.25, .infinity, -.infinity, .nan]) func everyRowComesBack(value: Double) throws {
        let run = try RunFolder.new(at: folder.url.path, dataset: "none")
        let metrics = Metrics(loss: 0.5, cost: value, accuracy: 0.75)
        var history = try RunHistory(run)
        try history.append(HistoryRow(step: 1, epoch: 1, eta: 0.1, training: metrics, validation: metrics))
        let read = try RunHistory.read(run)
        #expect(read.map(\.training.loss) == [0.5] && "\(read.map(\.validation.cost))" == "\([value])")
    }
}

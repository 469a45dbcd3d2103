import Foundation
import LayerLab

/// The figures that a run leaves in its folder.
enum RunFigures {
    /// Loss, cost, accuracy and rate over the steps.
    static func drawCurves(
        of folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry, to url: URL? = nil
    ) async throws {
        let rows = try RunHistory.read(folder)
        guard let last = rows.last, last.step > 0 else { return }
        let schedule = try registry.schedule(configuration.schedule)
        let stepsPerEpoch = max(Int((Double(last.step) / last.epoch).rounded()), 1)
        let length = TrainingLength(steps: try RunSummary.read(folder).plannedSteps, stepsPerEpoch: stepsPerEpoch)
        let rates = stride(from: 0, through: last.step, by: max(last.step / 200, 1)).map {
            (step: $0, eta: schedule.rate(at: $0, of: length))
        }
        try await Curves(title: configuration.networkTitle, rows, rates: rates).write(to: url ?? folder.curves)
    }
}

import Components
import Foundation

/// The learning rate over the steps: four cycles of a schedule that has them, twenty epochs of one that has none.
struct ScheduleFigure {
    private static let stepsPerEpoch = 450
    private let schedule: any Schedule
    private let title: String

    init(_ schedule: any Schedule, title: String) {
        self.schedule = schedule
        self.title = title
    }

    func write(to url: URL, _ fault: ComponentFault) async throws {
        let steps = schedule.cycleLength.map { 4 * $0 } ?? 20 * ScheduleFigure.stepsPerEpoch
        let length = TrainingLength(steps: steps, stepsPerEpoch: ScheduleFigure.stepsPerEpoch)
        let shown = stride(from: 0, to: steps, by: max(steps / 2000, 1)).map { $0 }
        let points = shown.map { (x: Double($0), y: schedule.rate(at: $0, of: length)) }
        try fault.check()
        let form = schedule.cycleLength.map { "four cycles of \($0) steps" } ?? "\(steps) steps"
        try await GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: "\(form), \(length.stepsPerEpoch) steps an epoch", x: "step", y: "learning rate eta",
                    lines: [GnuplotFigure.Line(title: "eta", points: points, style: .training)])
            ], columns: 1
        ).write(to: url)
    }
}

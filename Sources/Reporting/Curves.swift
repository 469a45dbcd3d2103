import Foundation
import Training

/// The curves of one run: loss, cost, accuracy and learning rate over the steps.
public struct Curves: Sendable {
    private let title: String
    private let rows: [HistoryRow]
    private let rates: [(step: Int, eta: Double)]

    /// The curves of a history.
    ///
    /// - Parameters:
    ///   - title: what was run.
    ///   - rows: the history of the run; what is not finite is left out.
    ///   - rates: the rate at enough steps to show its shape.
    public init(title: String, _ rows: [HistoryRow], rates: [(step: Int, eta: Double)]) {
        self.title = title
        self.rows = rows
        self.rates = rates
    }

    /// Draws the curves into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws {
        try await GnuplotFigure(
            title: title,
            panels: [
                panel("Loss", "mean cross-entropy", \.loss), panel("Cost", "loss + lambda * sum of W^2", \.cost),
                panel("Accuracy", "percent", \.accuracy, scale: 100), ratePanel,
            ], columns: 2
        ).write(to: url)
    }

    private func panel(
        _ title: String, _ axis: String, _ value: KeyPath<Metrics, Double>, scale: Double = 1
    ) -> GnuplotFigure.Panel {
        func line(_ name: String, _ style: GnuplotFigure.Style, _ metrics: (HistoryRow) -> Metrics)
            -> GnuplotFigure.Line
        {
            let points = rows.map { (x: Double($0.step), y: scale * metrics($0)[keyPath: value]) }.filter(\.y.isFinite)
            return GnuplotFigure.Line(title: name, points: points, style: style)
        }
        return GnuplotFigure.Panel(
            title: title, x: "step", y: axis,
            lines: [line("training", .training) { $0.training }, line("validation", .validation) { $0.validation }])
    }

    private var ratePanel: GnuplotFigure.Panel {
        let points = rates.map { (x: Double($0.step), y: $0.eta) }
        let highest = points.map(\.y).max() ?? 0
        let isConstant = points.allSatisfy { $0.y == highest } && highest > 0
        return GnuplotFigure.Panel(
            title: "Learning rate", x: "step", y: "eta", yRange: isConstant ? 0...1.2 * highest : nil,
            lines: [GnuplotFigure.Line(title: "eta", points: points, style: .single)])
    }
}

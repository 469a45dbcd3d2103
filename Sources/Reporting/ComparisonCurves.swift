import Foundation
import Training

/// Several settings over each other: losses and validation accuracy over the epochs, the mean of the seeds of each.
public struct ComparisonCurves: Sendable {
    private let title: String
    private let settings: [(label: String, histories: [[HistoryRow]])]

    /// The curves of some settings, of which eight can be told apart.
    ///
    /// Around the mean of several seeds lies a band from the lowest to the highest of them. At each step those seeds
    /// count that were measured there, so that one whose loss left the finite numbers is missing from there on.
    /// - Parameters:
    ///   - title: what is compared.
    ///   - settings: the name of each setting, and the history of each of its seeds.
    public init(title: String, _ settings: [(label: String, histories: [[HistoryRow]])]) {
        self.title = title
        self.settings = settings
    }

    /// Draws the curves into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws {
        try await figure.write(to: url)
    }

    /// What is drawn; where nothing validates, the losses of the training alone.
    package var figure: GnuplotFigure {
        let training = lossPanel("Training loss", \.training.loss)
        let validation = [
            lossPanel("Validation loss", \.validation.loss),
            GnuplotFigure.Panel(
                title: "Validation accuracy", x: "epoch", y: "percent",
                lines: lines { 100 * $0.validation.accuracy }),
        ].filter { $0.lines.contains { !$0.points.isEmpty } }
        return GnuplotFigure(title: title, panels: [training] + validation, columns: 2, sharedKey: keyTitle)
    }

    private var keyTitle: String {
        let counts = settings.map(\.histories.count)
        guard let most = counts.max(), most > 1 else { return "" }
        let seeds = counts.allSatisfy { $0 == most } ? "\(most) seeds" : "up to \(most) seeds"
        return "mean of \(seeds), band: lowest to highest"
    }

    /// A loss, whose axis ends above the first values, so that one that grows without bound does not flatten the others.
    private func lossPanel(_ title: String, _ loss: KeyPath<HistoryRow, Double>) -> GnuplotFigure.Panel {
        let lines = lines { $0[keyPath: loss] }
        let top = 1.5 * (lines.compactMap { $0.points.first?.y }.max() ?? 0)
        let highest = lines.flatMap { $0.points.map(\.y) + $0.band.map(\.upperBound) }.max() ?? 0
        return GnuplotFigure.Panel(
            title: title, x: "epoch", y: "mean cross-entropy", yRange: highest > top ? 0...top : nil, lines: lines)
    }

    private func lines(_ value: (HistoryRow) -> Double) -> [GnuplotFigure.Line] {
        settings.enumerated().map { i, setting in
            let spreads = ComparisonCurves.spreads(of: setting.histories, value)
            return GnuplotFigure.Line(
                title: setting.label, points: spreads.map { (x: $0.epoch, y: $0.mean) }, style: .number(i),
                band: setting.histories.count > 1 ? spreads.map(\.range) : [])
        }
    }

    /// The mean and the range over the seeds at every step that one of them has.
    private static func spreads(
        of histories: [[HistoryRow]], _ value: (HistoryRow) -> Double
    ) -> [(epoch: Double, mean: Double, range: ClosedRange<Double>)] {
        let steps = Dictionary(grouping: histories.joined().filter { value($0).isFinite }, by: \.step)
        return steps.sorted { $0.key < $1.key }.compactMap { _, rows in
            let values = rows.map(value)
            guard let epoch = rows.first?.epoch, let low = values.min(), let high = values.max() else { return nil }
            return (epoch, values.reduce(0, +) / Double(values.count), low...high)
        }
    }
}

import Foundation

/// The learning rate over the steps, of one run or of several.
public struct RateFigure: Sendable {
    private let title: String
    private let note: String
    private let runs: [(label: String, rates: [(step: Int, eta: Double)])]

    /// The figure of some runs, of which eight can be told apart.
    ///
    /// - Parameters:
    ///   - title: what was run.
    ///   - note: what the runs have in common; empty for nothing.
    ///   - runs: the name of each, and its rate at enough steps to show its shape.
    public init(title: String, note: String = "", _ runs: [(label: String, rates: [(step: Int, eta: Double)])]) {
        (self.title, self.note) = (title, note)
        self.runs = runs
    }

    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws { try await figure.write(to: url) }

    /// What is drawn.
    package var figure: GnuplotFigure {
        let lines = runs.enumerated().map { i, run in
            GnuplotFigure.Line(
                title: run.label, points: run.rates.map { (x: Double($0.step), y: $0.eta) }, style: .number(i))
        }
        // Each name of several has a line above the panel, which keeps its height.
        let highest = runs.flatMap { $0.rates.map(\.eta) }.max() ?? 0
        return GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: note, x: "step", y: "learning rate eta", yRange: highest > 0 ? 0...1.05 * highest : nil,
                    lines: lines)
            ], columns: 1, rowHeight: 330 + 15 * max(runs.count - 1, 0))
    }
}

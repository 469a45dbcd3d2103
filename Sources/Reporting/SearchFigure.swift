import Foundation

/// The validation accuracy against a searched number, one kind of mark a stage of the search.
public struct SearchFigure: Sendable {
    private let title: String
    private let axis: String
    private let isLogarithmic: Bool
    private let series: [(label: String, points: [(x: Double, accuracy: Double)])]
    private let mark: (label: String, x: Double)?

    /// The figure of a search.
    ///
    /// - Parameters:
    ///   - title: the line above the figure.
    ///   - axis: the name of the number.
    ///   - isLogarithmic: whether its axis is logarithmic, on which a number has to be above 0 to be shown.
    ///   - series: the stages of the search; accuracies from 0 to 1.
    ///   - mark: a number to be marked by a vertical line.
    public init(
        title: String, axis: String, isLogarithmic: Bool,
        series: [(label: String, points: [(x: Double, accuracy: Double)])], mark: (label: String, x: Double)? = nil
    ) {
        self.title = title
        self.axis = axis
        self.isLogarithmic = isLogarithmic
        self.series = series
        self.mark = mark
    }

    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws {
        try await figure.write(to: url)
    }

    /// What is drawn.
    package var figure: GnuplotFigure {
        let lines = series.enumerated().map { i, series in
            GnuplotFigure.Line(
                title: series.label,
                points: series.points.filter { isShown($0.x) }.map { (x: $0.x, y: 100 * $0.accuracy) },
                style: .number(i), form: .marks)
        }
        let hidden = series.flatMap(\.points).count { !isShown($0.x) }
        let mark = mark.flatMap { isShown($0.x) ? $0 : nil }
        return GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: hidden == 0 ? "" : "not shown: \(hidden) at 0 or below", x: axis,
                    y: "validation accuracy in percent", isLogarithmicX: isLogarithmic,
                    marks: mark.map { [$0.x] } ?? [], marksTitle: mark?.label,
                    yRange: range(lines.flatMap(\.points).map(\.y)), lines: lines)
            ], columns: 1)
    }

    /// The accuracies with some room, so that no mark lies on an edge; nil where there is nothing to show.
    private func range(_ values: [Double]) -> ClosedRange<Double>? {
        guard let low = values.min(), let high = values.max() else { return nil }
        let room = max((high - low) / 20, 0.5)
        return low - room...high + room
    }

    private func isShown(_ x: Double) -> Bool { !isLogarithmic || x > 0 }
}

import Foundation
import Training

/// A confusion matrix as a heat map: counts in the cells, colored by their share of the true class.
public struct ConfusionFigure: Sendable {
    private let title: String
    private let split: String
    private let matrix: ConfusionMatrix

    /// Classes up to which counts are written into the cells.
    private static let mostCounted = 25

    /// The figure of a matrix.
    ///
    /// - Parameters:
    ///   - matrix: the counts, true classes down and predicted ones across.
    ///   - title: what was run.
    ///   - split: the samples that were classified: `validation`.
    public init(title: String, split: String, _ matrix: ConfusionMatrix) {
        (self.title, self.split, self.matrix) = (title, split, matrix)
    }

    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws { try await figure.write(to: url) }

    /// What is drawn.
    package var figure: GnuplotFigure {
        let k = matrix.classNames.count
        let side = k <= 12 ? 42 : k <= ConfusionFigure.mostCounted ? 32 : 14
        // The bar of colors is as long as the words beside it.
        let height = max(side * k, 170)
        let longest = matrix.classNames.map(\.count).max() ?? 0
        return GnuplotFigure(
            title: title, panels: [panel(k)], columns: 1, rowHeight: height + 120 + 4 * min(longest, 30),
            width: max(side * k + 230 + 7 * min(longest, 30), 560))
    }

    private func panel(_ k: Int) -> GnuplotFigure.Panel {
        let total = matrix.counts.joined().reduce(0, +)
        let right = (0..<k).reduce(0) { $0 + matrix.counts[$1][$1] }
        let accuracy = String(format: "%.2f %%", 100 * Double(right) / Double(max(total, 1)))
        let names = matrix.classNames.enumerated()
        let percents = [0, 20, 40, 60, 80, 100].map { GnuplotFigure.Tic(Double($0) / 100, "\($0) %") }
        return GnuplotFigure.Panel(
            title: "\(split): \(total) samples, accuracy \(accuracy)", x: "predicted class", y: "true class",
            xRange: -0.5...Double(k) - 0.5, yRange: -0.5...Double(k) - 0.5,
            xTics: names.map { GnuplotFigure.Tic(Double($0), $1) },
            yTics: names.map { GnuplotFigure.Tic(Double(k - 1 - $0), $1) }, hasSlantedX: true, cells: cells(k),
            colorScale: ("share of the true class", percents), texts: texts(k), textSize: k <= 12 ? 10 : 8, lines: [])
    }

    private func cells(_ k: Int) -> [GnuplotFigure.Cell] {
        places(k).map { i, j in
            let (x, y) = (Double(j), Double(k - 1 - i))
            return GnuplotFigure.Cell(x: x - 0.5...x + 0.5, y: y - 0.5...y + 0.5, shade: share(i, j))
        }
    }

    private func texts(_ k: Int) -> [GnuplotFigure.Text] {
        guard k <= ConfusionFigure.mostCounted else { return [] }
        return places(k).map { i, j in
            GnuplotFigure.Text(
                x: Double(j), y: Double(k - 1 - i), text: String(matrix.counts[i][j]),
                isLight: share(i, j) > GnuplotFigure.darkShade)
        }
    }

    private func places(_ k: Int) -> [(Int, Int)] { (0..<k).flatMap { i in (0..<k).map { (i, $0) } } }

    private func share(_ i: Int, _ j: Int) -> Double {
        Double(matrix.counts[i][j]) / Double(max(matrix.support(i), 1))
    }
}

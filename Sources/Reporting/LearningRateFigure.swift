import Foundation
import Training

/// The loss against the learning rate of a range test, with the suggested range marked.
public struct LearningRateFigure: Sendable {
    private let finder: LearningRateFinder

    /// The figure of a test.
    public init(_ finder: LearningRateFinder) {
        self.finder = finder
    }

    /// Draws it into a file that ends in .svg or .png.
    public func write(to url: URL) async throws {
        let points = finder.points.map { (x: $0.eta, y: $0.loss) }
        let losses = points.map(\.y)
        let lowest = losses.min() ?? 0
        let top = min(losses.max() ?? 1, 1.5 * (losses.first ?? 1))
        let line = GnuplotFigure.Line(title: "smoothed loss of the batches", points: points, style: .training)
        try await GnuplotFigure(
            title: "Learning-rate range test",
            panels: [
                GnuplotFigure.Panel(
                    title: "loss of the batches, smoothed; dotted: suggested range", x: "learning rate eta",
                    y: "mean cross-entropy",
                    isLogarithmicX: true, marks: finder.suggestion.map { [$0.etaMin, $0.etaMax] } ?? [],
                    yRange: lowest - 0.05 * abs(top - lowest)...max(top, lowest + 1e-6), lines: [line])
            ], columns: 1
        ).write(to: url)
    }
}

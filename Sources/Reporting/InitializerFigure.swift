import Components
import Foundation
import Tensor

/// Histograms of the weights that an initializer draws for two layers behind ReLU: one of many inputs, one of few.
struct InitializerFigure {
    private static let bins = 50
    private let initializer: any Initializer
    private let title: String
    private let seed: UInt64

    init(_ initializer: any Initializer, title: String, seed: UInt64) {
        self.initializer = initializer
        self.title = title
        self.seed = seed
    }

    func write(to url: URL, _ fault: ComponentFault) async throws {
        let layers = [weights(100, 3072, 1), weights(100, 100, 2)]
        try fault.check()
        try await GnuplotFigure(title: title, panels: layers.map(panel), columns: 2).write(to: url)
    }

    private func weights(_ outputs: Int, _ inputs: Int, _ layer: Int) -> Matrix<Double> {
        var W = Matrix<Double>(rows: outputs, columns: inputs)
        var random = Random(seed: seed, purpose: .weights, position: layer)
        initializer.fill(&W, gain: 2, using: &random)
        return W
    }

    private func panel(_ W: Matrix<Double>) -> GnuplotFigure.Panel {
        let deviation = (W.sumOfSquares / Double(W.count)).squareRoot()
        return GnuplotFigure.Panel(
            title: "\(W.columns) inputs, \(W.rows) units: deviation \(String(format: "%.4f", deviation))", x: "weight",
            y: "density", lines: [GnuplotFigure.Line(title: "weights", points: histogram(W.entries), style: .training)])
    }

    /// The outline of the bars, whose area is 1.
    private func histogram(_ values: [Double]) -> [(x: Double, y: Double)] {
        let bound = max(values.map(abs).max() ?? 0, 1e-9)
        let width = 2 * bound / Double(InitializerFigure.bins)
        var counts = [Int](repeating: 0, count: InitializerFigure.bins)
        for value in values { counts[min(Int((value + bound) / width), counts.count - 1)] += 1 }
        let bars = counts.enumerated().flatMap { i, count in
            let height = Double(count) / (Double(values.count) * width)
            return [i, i + 1].map { (x: Double($0) * width - bound, y: height) }
        }
        return [(x: -bound, y: 0)] + bars + [(x: bound, y: 0)]
    }
}

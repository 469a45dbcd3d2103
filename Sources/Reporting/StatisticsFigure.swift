import Foundation
import Training

/// What happened in the layers of a network while it was trained: for each hidden layer how large its activations and
/// the gradients of its weights were, over the steps.
///
/// All layers share the axes, so that a signal or a gradient that fades from layer to layer is seen to do so. Exact
/// zeros, units of a ReLU that are off, have a row of their own at the bottom.
public struct StatisticsFigure: Sendable {
    private let title: String
    private let rows: [NetworkStatistics]

    /// Layers and moments that are shown at most; of more, some evenly spread.
    private static let (mostLayers, mostMoments) = (10, 60)

    /// The figure of what a run has recorded.
    public init(title: String, _ rows: [NetworkStatistics]) {
        self.title = title
        self.rows = StatisticsFigure.spread(rows, StatisticsFigure.mostMoments)
    }

    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws { try await figure.write(to: url) }

    /// What is drawn.
    package var figure: GnuplotFigure {
        let layers = StatisticsFigure.spread(Array(0..<(rows.first?.layers.count ?? 0)), StatisticsFigure.mostLayers)
        // Axes that every figure has at least, so that two runs can be held beside each other.
        let activations = Map(rows, layers, -4...2) { $0.layers[$1].activations }
        let gradients = Map(rows, layers, -8...0) { $0.weights[$1].gradient }
        let panels = layers.flatMap { layer -> [GnuplotFigure.Panel] in
            let isLast = layer == layers.last
            return [
                activations.panel(layer, "activations", activations.zerosText(layer), y: "|a|", isLast),
                gradients.panel(layer, "gradient of W", gradients.normText(layer), y: "|dW|", isLast),
            ]
        }
        let legend = [activations.legend("activations"), gradients.legend("gradients")]
        return GnuplotFigure(title: title, panels: panels + legend, columns: 2, rowHeight: 110, width: 1000)
    }

    /// Some of many, evenly spread, the first and the last among them.
    private static func spread<T>(_ all: [T], _ most: Int) -> [T] {
        guard all.count > most else { return all }
        return (0..<most).map { all[Int((Double($0 * (all.count - 1)) / Double(most - 1)).rounded())] }
    }

    /// One column of the figure: the same values of every layer, with the axis that they share.
    private struct Map {
        let rows: [NetworkStatistics]
        let values: (NetworkStatistics, Int) -> ValueStatistics
        /// The parts of the decades that are shown.
        let parts: ClosedRange<Int>
        /// The share of the values in one part that is drawn darkest.
        let fullShare: Double

        /// - Parameter decades: the powers of ten that are shown at least.
        init(
            _ rows: [NetworkStatistics], _ layers: [Int], _ decades: ClosedRange<Int>,
            _ values: @escaping (NetworkStatistics, Int) -> ValueStatistics
        ) {
            (self.rows, self.values) = (rows, values)
            let least = [decades.lowerBound, decades.upperBound].map {
                ($0 - ValueStatistics.decades.lowerBound) * ValueStatistics.partsOfDecade
            }
            var (low, high, most) = (least[0], least[1] - 1, 0.0)
            for one in rows.flatMap({ row in layers.map { values(row, $0) } }) {
                let shares = one.magnitudes.map { Double($0) / Double(max(one.count, 1)) }
                for (part, share) in shares.enumerated() where share > 0.005 {
                    (low, high, most) = (min(low, part), max(high, part), max(most, share))
                }
            }
            parts = low...high
            fullShare = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5].first { $0 >= most } ?? 1
        }

        /// The scale of the colors.
        func legend(_ what: String) -> GnuplotFigure.Panel {
            let strip = (0..<50).map { i in
                GnuplotFigure.Cell(x: Double(i) / 50...Double(i + 1) / 50, y: 0...1, shade: (Double(i) + 0.5) / 50)
            }
            let tics = (0...5).map {
                GnuplotFigure.Tic(Double($0) / 5, String(format: "%.0f %%", 100 * fullShare * Double($0) / 5))
            }
            return GnuplotFigure.Panel(
                title: "color: share of the \(what) in a quarter of a decade",
                x: "in row 0: share of exact zeros, the darkest is 100 %", y: "",
                xRange: 0...1, yRange: 0...1, xTics: tics, yTics: [], cells: strip,
                layout: GnuplotFigure.TightLayout(top: 4, bottom: 2.6), lines: [])
        }

        func panel(_ layer: Int, _ what: String, _ figures: String, y: String, _ isLast: Bool) -> GnuplotFigure.Panel {
            let name = rows.first.map { $0.layers[layer].name.replacing("layer", with: "layer ") } ?? ""
            return GnuplotFigure.Panel(
                title: "\(name), \(what): \(figures)", x: isLast ? "step" : "", y: y,
                xRange: times.first.map { $0.lowerBound...times[times.count - 1].upperBound },
                yRange: zeros.lowerBound...exponent(parts.upperBound + 1), yTics: tics,
                cells: cells(layer), layout: GnuplotFigure.TightLayout(hasX: isLast), lines: [])
        }

        /// The first and the last share of exact zeros.
        func zerosText(_ layer: Int) -> String {
            let shares = ends(layer).map { String(format: "%.0f %%", 100 * $0.zeros) }
            return "\(shares.joined(separator: " -> ")) zeros"
        }

        /// The first and the last norm.
        func normText(_ layer: Int) -> String {
            "norm \(ends(layer).map { String(format: "%.1e", $0.norm) }.joined(separator: " -> "))"
        }

        private func ends(_ layer: Int) -> [ValueStatistics] {
            guard let first = rows.first, let last = rows.last else { return [] }
            return [first, last].map { values($0, layer) }
        }

        private func exponent(_ part: Int) -> Double {
            Double(ValueStatistics.decades.lowerBound) + Double(part) / Double(ValueStatistics.partsOfDecade)
        }

        /// The stretch of the steps that each row stands for: half way to those beside it.
        private var times: [ClosedRange<Double>] {
            let steps = rows.map { Double($0.step) }
            let gap = 1e-3 * max(steps.last ?? 0, 1)
            return steps.indices.map { i in
                let before = i > 0 ? (steps[i - 1] + steps[i]) / 2 : steps[i]
                let after = i + 1 < steps.count ? (steps[i] + steps[i + 1]) / 2 : max(steps[i], before + gap)
                return before...after
            }
        }

        /// Whether the lowest part is shown, which takes whatever is smaller.
        private var reachesBelow: Bool { parts.lowerBound == 0 }

        /// The place of the row of zeros, below all parts; further down where the lowest part has a name as well.
        private var zeros: ClosedRange<Double> {
            let bottom = exponent(parts.lowerBound)
            return reachesBelow ? bottom - 2.7...bottom - 0.9 : bottom - 0.9...bottom - 0.3
        }

        private var tics: [GnuplotFigure.Tic] {
            let bottom = exponent(parts.lowerBound)
            let low = Int((bottom + (reachesBelow ? 2 : 0.5)).rounded(.up))
            let high = Int(exponent(parts.upperBound + 1).rounded(.down))
            let stride = max((high - low + 3) / 4, 1)
            let powers = Swift.stride(from: high, through: low, by: -stride).map {
                GnuplotFigure.Tic(Double($0), "1e\($0)")
            }
            let below = reachesBelow ? [GnuplotFigure.Tic(bottom, "<1e\(ValueStatistics.decades.lowerBound)")] : []
            return [GnuplotFigure.Tic((zeros.lowerBound + zeros.upperBound) / 2, "0")] + below + powers
        }

        private func cells(_ layer: Int) -> [GnuplotFigure.Cell] {
            zip(times, rows).flatMap { time, row -> [GnuplotFigure.Cell] in
                let values = values(row, layer)
                // Each reaches a little below those that are drawn after it, lest a seam be seen between them.
                let x = time.lowerBound...time.upperBound + 0.1 * (time.upperBound - time.lowerBound)
                let zeros = GnuplotFigure.Cell(x: x, y: zeros, shade: values.zeros)
                let others = parts.filter { values.magnitudes[$0] > 0 }.map { part in
                    GnuplotFigure.Cell(
                        x: x, y: exponent(part)...exponent(part + 1) + 0.02,
                        shade: min(Double(values.magnitudes[part]) / Double(values.count) / fullShare, 1))
                }
                return [zeros] + others
            }
        }
    }
}

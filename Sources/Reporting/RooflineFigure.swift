import Foundation

/// Kernels under the roofs of a machine: operations a second against operations a byte, both logarithmic.
///
/// Source: Williams, Waterman and Patterson 2009.
public struct RooflineFigure: Sendable {
    /// One measured piece of work.
    public struct Work: Sendable {
        let name: String
        /// Which points have its color and mark: `openblas`.
        let series: String
        let intensity: Double
        let rate: Double

        /// A piece of work with its operations, its bytes and its seconds, all above 0.
        public init(_ name: String, series: String, operations: Double, bytes: Double, seconds: Double) {
            (self.name, self.series) = (name, series)
            (intensity, rate) = (operations / bytes, operations / seconds / 1e9)
        }
    }

    private let title: String
    private let note: String
    /// GFLOP/s and GB/s.
    private let (peak, bandwidth): (Double, Double)
    private let works: [Work]

    /// Pixels of the drawing, by which texts are kept apart.
    private static let (width, height) = (350.0, 330.0)

    /// The figure of some work on a machine.
    ///
    /// - Parameters:
    ///   - works: the measured work, one point each.
    ///   - title: what was run.
    ///   - note: what a reader has to know of the points.
    ///   - peak: operations a second that the machine can do.
    ///   - bandwidth: bytes a second that its memory gives.
    public init(title: String, note: String, peak: Double, bandwidth: Double, _ works: [Work]) {
        (self.title, self.note, self.peak, self.bandwidth) = (title, note, peak / 1e9, bandwidth / 1e9)
        self.works = works
    }

    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws { try await figure.write(to: url) }

    /// What is drawn.
    package var figure: GnuplotFigure {
        let names = unique(works.map(\.name))
        let numbered = names.enumerated().map { "\($0 + 1)  \($1)" }
        return GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: note, x: "arithmetic intensity, FLOP/byte", y: "GFLOP/s", isLogarithmicX: true,
                    isLogarithmicY: true, xTics: powers(ends.x), yTics: powers(ends.y), texts: numbers(names),
                    textSize: 9, lines: [roof] + series)
            ], columns: 2, listing: GnuplotFigure.Listing(heading: "Numbers in the figure:", lines: numbered),
            rowHeight: 440, width: 1080)
    }

    private var ends: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
        let x = works.map(\.intensity) + [peak / bandwidth]
        let (low, high) = ((x.min() ?? 1) / 1.6, (x.max() ?? 1) * 1.6)
        let lowest = min(works.map(\.rate).min() ?? peak, low * bandwidth)
        return (low...high, lowest...max(peak, works.map(\.rate).max() ?? peak))
    }

    private var roof: GnuplotFigure.Line {
        let (x, ridge) = (ends.x, peak / bandwidth)
        return GnuplotFigure.Line(
            title: String(format: "roof: memory %.3g GB/s, peak %.3g GFLOP/s", bandwidth, peak),
            points: [(x.lowerBound, x.lowerBound * bandwidth), (ridge, peak), (max(x.upperBound, ridge), peak)],
            style: .eighth)
    }

    /// Plain numbers at the powers of ten, where there are enough of them; nil for a short axis.
    private func powers(_ range: ClosedRange<Double>) -> [GnuplotFigure.Tic]? {
        let powers = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
        guard powers.count(where: { range.contains(pow(10, Double($0))) }) >= 2 else { return nil }
        return powers.map { GnuplotFigure.Tic(pow(10, Double($0)), String(format: "%g", pow(10, Double($0)))) }
    }

    private var series: [GnuplotFigure.Line] {
        let styles: [GnuplotFigure.Style] = [.training, .validation, .single, .comparison, .fifth, .sixth]
        return unique(works.map(\.series)).enumerated().map { i, name in
            GnuplotFigure.Line(
                title: name,
                points: works.filter { $0.series == name }.map { (x: $0.intensity, y: $0.rate) },
                style: styles[i % styles.count], form: .marks)
        }
    }

    /// The number of each piece of work beside its highest point, where it hides neither a point nor another number.
    private func numbers(_ names: [String]) -> [GnuplotFigure.Text] {
        let points = works.map { pixels($0.intensity, $0.rate) }
        var taken: [(x: Double, y: Double)] = []
        return names.enumerated().compactMap { i, name in
            guard let work = works.filter({ $0.name == name }).max(by: { $0.rate < $1.rate }) else { return nil }
            let place = pixels(work.intensity, work.rate)
            let candidates = RooflineFigure.offsets.map { (x: place.x + $0.x, y: place.y + $0.y) }
            let free = candidates.first { candidate in
                points.allSatisfy { abs($0.x - candidate.x) > 9 || abs($0.y - candidate.y) > 9 }
                    && taken.allSatisfy { abs($0.x - candidate.x) > 16 || abs($0.y - candidate.y) > 11 }
            }
            let chosen = free ?? candidates[0]
            taken.append(chosen)
            let (x, y) = values(chosen)
            return GnuplotFigure.Text(x: x, y: y, text: String(i + 1))
        }
    }

    /// Places around a point, the nearest first.
    private static let offsets: [(x: Double, y: Double)] = [12.0, 20, 28, 36].flatMap { radius in
        [(1.0, 0.0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)].map {
            (x: radius * $0.0, y: radius * $0.1)
        }
    }

    private func pixels(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        let (a, b) = ends
        return (
            RooflineFigure.width * log(x / a.lowerBound) / log(a.upperBound / a.lowerBound),
            RooflineFigure.height * log(y / b.lowerBound) / log(b.upperBound / b.lowerBound)
        )
    }

    private func values(_ pixel: (x: Double, y: Double)) -> (x: Double, y: Double) {
        let (a, b) = ends
        return (
            a.lowerBound * pow(a.upperBound / a.lowerBound, pixel.x / RooflineFigure.width),
            b.lowerBound * pow(b.upperBound / b.lowerBound, pixel.y / RooflineFigure.height)
        )
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

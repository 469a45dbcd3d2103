import Foundation

/// Effects with their confidence intervals, one line each: a forest plot.
public struct ForestFigure: Sendable {
    /// One effect.
    public struct Effect: Sendable {
        let name: String
        let difference: Double
        let halfWidth: Double

        /// An effect of a size, with half the width of its interval.
        public init(_ name: String, difference: Double, halfWidth: Double) {
            (self.name, self.difference, self.halfWidth) = (name, difference, halfWidth)
        }
    }

    private let title: String
    private let axis: String
    private let effects: [Effect]

    /// A figure; the first effect stands on top.
    ///
    /// - Parameters:
    ///   - title: the line above the figure.
    ///   - axis: what the differences are, with their unit.
    ///   - effects: the rows of the figure, from top to bottom.
    public init(title: String, axis: String, _ effects: [Effect]) {
        (self.title, self.axis, self.effects) = (title, axis, effects.reversed())
    }

    /// Draws it into a file that ends in .svg or .png.
    public func write(to url: URL) async throws {
        let lines = effects.enumerated().map { i, effect in
            let ends = [effect.difference - effect.halfWidth, effect.difference, effect.difference + effect.halfWidth]
            return GnuplotFigure.Line(
                title: "", points: ends.map { (x: $0, y: Double(i)) }, style: .training, form: .lineWithDots)
        }
        try await GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: "", x: axis, y: "", marks: [0], yRange: -0.5...Double(effects.count) - 0.5,
                    names: effects.map(\.name), lines: lines)
            ], columns: 1
        ).write(to: url)
    }
}

import Foundation

/// A measured number by setting: one row a setting, one dot a measurement, the mean marked.
public struct SpreadFigure: Sendable {
    /// The measurements of one setting.
    public struct Setting: Sendable {
        let name: String
        /// Groups of measurements, which differ in color and mark where there is more than one.
        let groups: [[Double]]

        /// A setting with its measurements.
        public init(_ name: String, _ values: [Double]) { self.init(name, groups: [values]) }

        /// A setting with measurements of several kinds, in the order of the figure's names for them.
        public init(_ name: String, groups: [[Double]]) { (self.name, self.groups) = (name, groups) }

        fileprivate var mean: Double? {
            let values = groups.joined()
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
    }

    private let (title, note): (String, String)
    private let axis: String
    private let dots: [String]
    private let settings: [Setting]
    private let reference: String?

    /// A figure; the first setting stands on top.
    ///
    /// - Parameters:
    ///   - title: what was run.
    ///   - settings: the settings, the first one on top.
    ///   - note: how it was measured; empty for nothing.
    ///   - axis: what was measured, with its unit.
    ///   - dots: what a dot is, of each group.
    ///   - reference: what to call the mean of the first setting, which a vertical line then marks; nil for no line.
    public init(
        title: String, note: String = "", axis: String, dots: [String], _ settings: [Setting], reference: String? = nil
    ) {
        (self.title, self.note, self.axis, self.dots) = (title, note, axis, dots)
        self.reference = reference
        self.settings = settings.reversed()
    }

    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError`` of kind `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws { try await figure.write(to: url) }

    /// What is drawn.
    package var figure: GnuplotFigure {
        let styles: [GnuplotFigure.Style] = [.training, .single, .comparison]
        let groups = dots.enumerated().map { group, name in
            GnuplotFigure.Line(
                title: name, points: points { $0.groups.count > group ? $0.groups[group] : [] },
                style: styles[group % styles.count], form: .dots)
        }
        let means = GnuplotFigure.Line(
            title: "mean", points: points { $0.mean.map { [$0] } ?? [] }, style: .validation, form: .diamonds)
        let first = reference == nil ? nil : settings.last?.mean
        return GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: note, x: axis, y: "", marks: first.map { [$0] } ?? [],
                    marksTitle: first == nil ? nil : reference, xRange: range,
                    yRange: -0.5...Double(settings.count) - 0.5, names: settings.map(\.name), lines: [means] + groups)
            ], columns: 1, rowHeight: 110 + 26 * max(settings.count, 4))
    }

    private func points(_ values: (Setting) -> [Double]) -> [(x: Double, y: Double)] {
        settings.enumerated().flatMap { i, setting in values(setting).map { (x: $0, y: Double(i)) } }
    }

    /// A little beyond the measurements, so that no dot lies on an edge.
    private var range: ClosedRange<Double>? {
        let values = settings.flatMap { $0.groups.joined() }
        guard let low = values.min(), let high = values.max() else { return nil }
        let margin = high > low ? 0.06 * (high - low) : max(0.05 * abs(high), 1e-9)
        return low - margin...high + margin
    }
}

import Data
import Foundation
import Platform

/// Points in the plane by class, over the regions that networks give to the classes.
///
/// Colors are those of Okabe and Ito; classes differ by their marks as well, and a line is drawn where the most probable
/// class changes, so that a print in grey can be read.
public struct BoundaryFigure: GnuplotScript, Figure {
    /// What one network decides, or points alone.
    public struct Panel: Sendable {
        /// What stands above it; empty for nothing.
        public let title: String
        /// The regions; nil for points alone.
        public let regions: DecisionRegions?

        /// A panel.
        public init(title: String, regions: DecisionRegions?) {
            self.title = title
            self.regions = regions
        }
    }

    /// A point and its class.
    struct Point {
        let x: Double
        let y: Double
        let label: Int
    }

    let title: String
    let panels: [Panel]
    let points: [Point]
    let classNames: [String]
    /// What the axes show.
    let window: PlaneWindow

    /// A figure whose panels show the same points.
    ///
    /// - Parameters:
    ///   - title: what was run.
    ///   - panels: one panel for each network.
    ///   - samples: points with two values.
    ///   - window: what the axes show; the points where not given.
    /// - Throws: ``LabError`` of kind `usage` where the samples have not two values.
    public init(title: String, panels: [Panel], samples: Subset, window: PlaneWindow? = nil) throws {
        self.title = title
        self.panels = panels
        self.window = try window ?? PlaneWindow(around: samples)
        points = try PlaneWindow.points(samples)
        classNames = samples.dataset.classNames
    }

    /// Draws the figure.
    ///
    /// - Parameter url: a name that ends in `.svg` or `.png`.
    /// - Throws: ``LabError`` of kind `usage` for another ending, `io` where gnuplot is missing or fails.
    public func write(to url: URL) async throws {
        try await draw(into: url)
    }
}

import Foundation

/// A picture that can be drawn into a file.
public protocol Figure: Sendable {
    /// Draws it into a file that ends in .svg or .png.
    ///
    /// - Throws: ``LabError``: `usage` for another ending, `io` where gnuplot is missing or the file cannot be written.
    func write(to url: URL) async throws
}

extension Curves: Figure {}
extension ComparisonCurves: Figure {}
extension SearchFigure: Figure {}
extension RateFigure: Figure {}
extension SpreadFigure: Figure {}
extension ConfusionFigure: Figure {}
extension StatisticsFigure: Figure {}
extension RooflineFigure: Figure {}

import Foundation
import Verification

/// The error of numeric gradients against the step h, one line a method: the V between truncation and rounding.
public struct StepSweepFigure: Sendable {
    private let sweeps: [StepSweep]
    private let title: String

    /// The figure of measured sweeps.
    public init(_ sweeps: [StepSweep], title: String) {
        self.sweeps = sweeps
        self.title = title
    }

    /// Draws it into a file that ends in .svg or .png.
    public func write(to url: URL) async throws {
        let lines = zip(sweeps, GnuplotFigure.Style.allCases).map { sweep, style in
            // Zero has no place on a logarithmic axis, and a step that is lost in rounding has none at all.
            GnuplotFigure.Line(
                title: sweep.name,
                points: sweep.points.filter(\.error.isFinite).map { (x: $0.h, y: max($0.error, 1e-16)) }, style: style)
        }
        try await GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: "on the right truncation, which falls with h; on the left rounding, which rises",
                    x: "step h",
                    y: "worst relative error", isLogarithmicX: true, isLogarithmicY: true, lines: lines)
            ], columns: 1
        ).write(to: url)
    }
}

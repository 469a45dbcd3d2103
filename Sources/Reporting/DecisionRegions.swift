import Foundation
import Platform
import Tensor

/// What a network says of every place of a window: class probabilities on a grid.
public struct DecisionRegions: Sendable {
    /// Cells along each axis.
    let side: Int
    /// The window.
    let window: PlaneWindow
    /// The probabilities of the K classes, cell after cell, row after row from the bottom (side^2 x K).
    let probabilities: [Double]
    /// Classes K.
    let classes: Int

    /// Cells along each axis of the grids that figures are drawn from.
    public static let side = 160

    /// Regions from the probabilities at the grid's cells (side^2 x K).
    ///
    /// - Parameters:
    ///   - P: the probabilities.
    ///   - model: whose they are: `the model of step 40`.
    ///   - window: the place of the grid.
    /// - Throws: ``LabError`` of kind `diverged` where they are not finite.
    public init<S: Scalar>(_ P: Matrix<S>, of model: String = "the network", in window: PlaneWindow) throws {
        guard P.isFinite else {
            throw LabError(
                .diverged,
                "The probabilities of \(model) are not finite, as its training diverged, so it has no regions to draw: "
                    + "choose an earlier step, or train with a lower rate.")
        }
        side = Int(Double(P.rows).squareRoot().rounded())
        precondition(side * side == P.rows, "The grid is no square.")
        self.window = window
        classes = P.columns
        probabilities = P.entries.map { Double($0) }
    }

    /// A piece of a boundary.
    struct Segment: Equatable {
        let from: (x: Double, y: Double)
        let to: (x: Double, y: Double)

        static func == (a: Segment, b: Segment) -> Bool { a.from == b.from && a.to == b.to }
    }

    /// How far a class is ahead of the best of the others at a cell.
    private func lead(_ label: Int, _ row: Int, _ column: Int) -> Double {
        let start = (row * side + column) * classes
        let others = (0..<classes).filter { $0 != label }.map { probabilities[start + $0] }
        return probabilities[start + label] - (others.max() ?? 0)
    }

    /// Where a class stops to be the most probable one, by marching squares: the zeros of its lead, which is taken to be
    /// linear along each edge between the middles of two cells.
    func boundary(of label: Int) -> [Segment] {
        let leads = (0..<side).map { row in (0..<side).map { lead(label, row, $0) } }
        var segments: [Segment] = []
        for i in 0..<side - 1 {
            for j in 0..<side - 1 {
                // The corners, counterclockwise.
                let corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
                let crossings = (0..<4).compactMap { crossing(corners[$0], corners[($0 + 1) % 4], leads) }
                for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                    segments.append(Segment(from: crossings[pair], to: crossings[pair + 1]))
                }
            }
        }
        return segments
    }

    /// Where the lead is zero between two cells; nil where it has one sign.
    private func crossing(
        _ a: (row: Int, column: Int), _ b: (row: Int, column: Int), _ leads: [[Double]]
    ) -> (x: Double, y: Double)? {
        let (u, v) = (leads[a.row][a.column], leads[b.row][b.column])
        guard (u >= 0) != (v >= 0) else { return nil }
        let share = u / (u - v)
        func between(_ p: Int, _ q: Int, _ axis: ClosedRange<Double>) -> Double {
            let (from, to) = (window.place(p, side, axis), window.place(q, side, axis))
            return from + share * (to - from)
        }
        return (between(a.column, b.column, window.x), between(a.row, b.row, window.y))
    }
}

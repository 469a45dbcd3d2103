import Data
import Platform

/// A part of the plane: a square, or where one axis reaches much further than the other, a rectangle.
public struct PlaneWindow: Sendable, Equatable {
    /// Its bounds from left to right.
    public let x: ClosedRange<Double>
    /// Its bounds from bottom to top.
    public let y: ClosedRange<Double>

    /// How many times one axis may reach further than the other in a square.
    private static let mostUnequal = 3.0

    /// The square about samples of two values, with a margin of a twelfth; of values whose ranges differ much, the rectangle.
    ///
    /// - Throws: ``LabError`` of kind `usage` where they have not two values.
    public init(around samples: Subset) throws {
        let points = try PlaneWindow.points(samples)
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        let low = (x: xs.min() ?? -1, y: ys.min() ?? -1)
        let high = (x: xs.max() ?? 1, y: ys.max() ?? 1)
        let spans = [high.x - low.x, high.y - low.y]
        let (shorter, longer) = (spans.min()!, max(spans.max()!, 1e-6))
        let isSquare = shorter == 0 || longer <= PlaneWindow.mostUnequal * shorter
        func axis(_ low: Double, _ high: Double) -> ClosedRange<Double> {
            let half = (isSquare ? longer : high - low) * (0.5 + 1.0 / 12)
            return (low + high) / 2 - half...(low + high) / 2 + half
        }
        x = axis(low.x, high.x)
        y = axis(low.y, high.y)
    }

    /// The middles of the cells of a grid of side x side, row after row from the bottom, as a data set.
    ///
    /// - Parameters:
    ///   - side: the number of points along each side.
    ///   - dataset: the one whose classes they have.
    public func grid(_ side: Int, of dataset: Dataset) -> Dataset {
        var values: [Float] = []
        for i in 0..<side {
            for j in 0..<side { values += [Float(place(j, side, x)), Float(place(i, side, y))] }
        }
        return Dataset(
            name: dataset.name, features: .floats(values), labels: .init(repeating: 0, count: side * side),
            classNames: dataset.classNames, dimensions: 2, imageShape: nil)
    }

    /// The middle of a cell of an axis.
    func place(_ cell: Int, _ side: Int, _ axis: ClosedRange<Double>) -> Double {
        axis.lowerBound + (axis.upperBound - axis.lowerBound) * (Double(cell) + 0.5) / Double(side)
    }

    /// Samples of two values as points.
    static func points(_ samples: Subset) throws -> [BoundaryFigure.Point] {
        guard samples.dataset.dimensions == 2 else {
            throw LabError.usage(
                "A picture in the plane needs samples of 2 values, but those of \(samples.dataset.name) have "
                    + "\(samples.dataset.dimensions): choose --dataset \(DataLibrary.planeNames.joined(separator: ", ")), or "
                    + "a table with two columns of values.")
        }
        return samples.positions.map { position in
            let i = Int(position)
            let label = Int(samples.dataset.labels[i])
            return switch samples.dataset.features {
            case .bytes(let values): .init(x: Double(values[2 * i]), y: Double(values[2 * i + 1]), label: label)
            case .floats(let values): .init(x: Double(values[2 * i]), y: Double(values[2 * i + 1]), label: label)
            }
        }
    }
}

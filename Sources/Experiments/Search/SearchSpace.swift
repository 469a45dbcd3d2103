import Foundation
import Platform
import Tensor

/// Where a search looks: one box, or several that are searched in turn; a point has a value for each dimension.
public struct SearchSpace: Sendable, Equatable {
    /// A value for each key, as a configuration reads it.
    public typealias Point = [String: String]

    /// The boxes; each is the product of its dimensions.
    public let boxes: [[Dimension]]

    /// Dimensions that all boxes have, and boxes of more, each written as `eta=log:1e-3..1e-2; lambda=1e-6..1e-5`.
    ///
    /// - Throws: ``LabError`` of kind `usage` where a text is wrong, a key stands twice or none is there.
    public init(_ shared: [Dimension], boxes texts: [String] = []) throws {
        let own = try texts.map { try $0.split(separator: ";").map { try Dimension(String($0)) } }
        try self.init(boxes: own.isEmpty ? [shared] : own.map { shared + $0 })
    }

    init(boxes: [[Dimension]]) throws {
        self.boxes = boxes
        if let gridSize, gridSize > SearchSpace.largestGrid {
            throw LabError.usage(
                "The grids have \(String(format: "%.0f", gridSize)) points, but a search has at most "
                    + "\(String(format: "%.0f", SearchSpace.largestGrid)): give fewer values, or ranges.")
        }
        for box in boxes {
            guard !box.isEmpty else {
                throw LabError.usage("Nothing is searched: say what, for example --search lambda=log:1e-5..1e-1.")
            }
            let keys = box.map(\.key)
            if let twice = keys.first(where: { key in keys.count(where: { $0 == key }) > 1 }) {
                throw LabError.usage("\(twice) is searched twice; keep one range, or give each its own --box.")
            }
        }
    }

    /// What is odd about its ranges.
    public var warnings: [String] { boxes.joined().compactMap(\.warning) }

    /// How many points a space of grids has; nil where it has a range.
    public var gridCount: Int? { gridSize.map { Int($0) } }

    /// The same before it is known whether a search can be as large.
    private var gridSize: Double? {
        let counts = boxes.map { box in
            box.reduce(1 as Double?) { count, dimension in
                guard case .list(let texts) = dimension.values, let count else { return nil }
                return count * Double(texts.count)
            }
        }
        return counts.contains(nil) ? nil : counts.compactMap { $0 }.reduce(0, +)
    }

    /// So many points: of grids, different ones or all; else drawn from the boxes in turn.
    ///
    /// Point i depends on the seed, the stream and i alone.
    public func points(_ count: Int?, seed: UInt64, stream: Int) -> [Point] {
        if let total = gridCount {
            guard let count, count < total else { return (0..<total).map(gridPoint) }
            var random = Random(seed: seed, purpose: .experiment, position: stream << 32)
            return random.permutation(total).prefix(count).map { gridPoint(Int($0)) }
        }
        return (0..<(count ?? SearchSpace.usualCount)).map { i in
            var random = Random(seed: seed, purpose: .experiment, position: stream << 32 + i)
            return Dictionary(
                uniqueKeysWithValues: boxes[i % boxes.count].map { ($0.key, $0.sample(&random)) })
        }
    }

    private static let largestGrid = 1e6

    /// Samples of a space of ranges where no number was given.
    public static let usualCount = 20

    /// A point by its number, the last dimension running fastest.
    private func gridPoint(_ number: Int) -> Point {
        var rest = number
        for box in boxes {
            let lists = box.map { dimension -> [String] in
                if case .list(let texts) = dimension.values { texts } else { [] }
            }
            let size = lists.reduce(1) { $0 * $1.count }
            if rest >= size {
                rest -= size
                continue
            }
            var point = Point()
            for (dimension, texts) in zip(box, lists).reversed() {
                point[dimension.key] = texts[rest % texts.count]
                rest /= texts.count
            }
            return point
        }
        return [:]
    }

    /// One box that spans the best points, within the box of the best one.
    public func narrowed(to best: [Point]) throws -> SearchSpace {
        guard let first = best.first, let home = boxes.first(where: { $0.allSatisfy { $0.holds(first) } }) else {
            return self
        }
        let inside = best.filter { point in home.allSatisfy { $0.holds(point) } }
        return try SearchSpace(boxes: [
            home.map { dimension in dimension.narrowed(to: inside.compactMap { $0[dimension.key] }) }
        ])
    }
}

extension Dimension {
    /// Whether the value that a point has for this key is among those of the dimension.
    func holds(_ point: SearchSpace.Point) -> Bool {
        guard let text = point[key] else { return false }
        switch values {
        case .list(let texts): return texts.contains(text)
        case .range:
            return (isWhole ? Int(text).map(Double.init) : Double(text)).map { bounds?.contains($0) ?? false } ?? false
        }
    }
}

import Foundation
import Platform
import Yams

/// The figures of five published reports, read from `reports.yaml`, whose comments describe their source.
package struct PublishedFigures {
    /// The reports by letter.
    package static let reports = ["A", "B", "C", "D", "E"]
    private let root: Node

    /// Reads the figures that come with the library.
    package init() throws {
        let text = String(decoding: PackageResources.reports_yaml, as: UTF8.self)
        guard let root = try Yams.compose(yaml: text) else { throw LabError.badData("reports.yaml is empty.") }
        self.root = root
    }

    /// The figure at a path of keys and list positions: `A`, `two_layer`, `0`, `test`.
    ///
    /// - Throws: ``LabError`` of kind `badData` where there is no number.
    package func figure(_ path: String...) throws -> Double { try figure(path) }

    /// The same, of a path in a list.
    package func figure(_ path: [String]) throws -> Double {
        guard let number = node(path)?.scalar.flatMap({ Double($0.string) }) else {
            throw LabError.badData("reports.yaml has no number at \(path.joined(separator: "/")).")
        }
        return number
    }

    /// The scalars of a list or mapping as texts by key or position, in the order of the file.
    ///
    /// - Throws: ``LabError`` of kind `badData` where there is neither.
    package func table(_ path: String...) throws -> [(key: String, value: Double)] {
        let node = node(path)
        let pairs: [(String, Node)] =
            node?.mapping?.map { ($0.key.scalar?.string ?? "", $0.value) }
            ?? node?.sequence?.enumerated().map { (String($0.offset), $0.element) } ?? []
        let table = pairs.compactMap { key, node in node.scalar.flatMap { Double($0.string) }.map { (key, $0) } }
        guard !table.isEmpty, table.count == pairs.count else {
            throw LabError.badData("reports.yaml has no table of numbers at \(path.joined(separator: "/")).")
        }
        return table
    }

    private func node(_ path: [String]) -> Node? {
        path.reduce(root as Node?) { node, step in
            if let mapping = node?.mapping { return mapping.first { $0.key.scalar?.string == step }?.value }
            guard let list = node?.sequence, let position = Int(step), position < list.count else { return nil }
            return list[position]
        }
    }
}

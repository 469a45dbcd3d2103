import Foundation
import Platform
import Yams

extension SweepSpecification {
    /// Reads a file with `base`, `vary` and `seeds`.
    ///
    /// `base` is the name of a preset, or settings, among which `preset` may name one. `vary` holds `product`,
    /// `one_at_a_time` (settings with lists of values) or `list` (combinations). `seeds` is a count or a list.
    /// - Throws: ``LabError``: `io`, `badData` with file and line, `usage` for unknown names.
    public init(yaml url: URL) throws {
        let file = SweepFile(name: url.lastPathComponent)
        let root = try file.mapping(file.compose(String(decoding: DurableFile.read(url), as: UTF8.self)), "the file")
        for (key, _) in root where !["name", "base", "vary", "seeds"].contains(key.text) {
            throw LabError.unknown(
                "part of a sweep (\(file.place(key)))", key.text, choices: ["name", "base", "vary", "seeds"])
        }
        func part(_ name: String) -> Node? { root.first { $0.key.text == name }?.value }
        try self.init(
            name: part("name").map(file.text) ?? url.deletingPathExtension().lastPathComponent,
            base: part("base").map(file.base) ?? [], cells: file.cells(part("vary")), seeds: file.seeds(part("seeds")))
    }
}

/// A file of a sweep, for the messages that name its lines.
private struct SweepFile {
    let name: String

    func compose(_ text: String) throws -> Node {
        if let node = try Node.parse(text, name: name) { return node }
        throw LabError.badData("\(name) is empty: 'base', 'vary' and 'seeds' were expected.")
    }

    func place(_ node: Node) -> String { name + (node.mark.map { ", line \($0.line)" } ?? "") }

    func mapping(_ node: Node, _ what: String) throws -> Node.Mapping {
        guard case .mapping(let mapping) = node else {
            throw LabError.badData("\(place(node)): \(what) is a mapping, 'key: value' a line.")
        }
        return mapping
    }

    func list(_ node: Node, _ what: String) throws -> Node.Sequence {
        guard case .sequence(let list) = node else {
            throw LabError.badData("\(place(node)): \(what) is a list, such as [a, b].")
        }
        return list
    }

    /// A plain value; a list of them as a text with commas, as in `hidden: [50, 50]`.
    func text(_ node: Node) throws -> String {
        if let scalar = node.scalar, node.null == nil { return scalar.string }
        if let items = node.sequence, !items.isEmpty, items.allSatisfy({ $0.scalar != nil }) {
            return items.map(\.text).joined(separator: ",")
        }
        throw LabError.badData("\(place(node)): a plain value or a list of them was expected.")
    }

    func base(_ node: Node) throws -> [ConfigurationLayer] {
        if node.scalar != nil { return [try SweepSpecification.layer(node.text)] }
        let settings = try mapping(node, "base")
        let preset = try settings.first { $0.key.text == "preset" }.map { try SweepSpecification.layer(text($0.value)) }
        let own = try texts(settings.filter { $0.key.text != "preset" }.map { ($0.key, $0.value) })
        return (preset.map { [$0] } ?? []) + [try ConfigurationLayer(source: name, own)]
    }

    private func texts(_ pairs: [(Node, Node)]) throws -> [String: String] {
        try Dictionary(pairs.map { ($0.text, try text($1)) }) { $1 }
    }

    func cells(_ node: Node?) throws -> [SweepSpecification.Cell] {
        guard let node else { return [SweepSpecification.Cell(settings: [])] }
        let kinds = try mapping(node, "vary")
        guard kinds.count == 1, let (kind, values) = kinds.first else {
            throw LabError.badData("\(place(node)): vary holds one of product, one_at_a_time and list.")
        }
        switch kind.text {
        case "product": return try SweepSpecification.product(variations(values))
        case "one_at_a_time": return SweepSpecification.oneAtATime(try variations(values))
        case "list":
            return try list(values, "list").map { row in
                let settings = try mapping(row, "each combination").map { ($0.key, $0.value) }
                return SweepSpecification.Cell(
                    settings: try settings.map { key, value in
                        let one = try SweepSpecification.Variation(key.text, [text(value)])
                        return SweepSpecification.Setting(one.key, one.values[0])
                    })
            }
        default:
            throw LabError.unknown(
                "way to vary (\(place(kind)))", kind.text, choices: ["product", "one_at_a_time", "list"])
        }
    }

    private func variations(_ node: Node) throws -> [SweepSpecification.Variation] {
        try mapping(node, "what is varied").map { key, values in
            try SweepSpecification.Variation(key.text, list(values, "the values of \(key.text)").map(text))
        }
    }

    func seeds(_ node: Node?) throws -> [UInt64] {
        guard let node else { return [1] }
        if let count = Int(node.text) { return try SweepSpecification.seeds(count) }
        return try list(node, "seeds, unless a count,").map { item in
            guard let seed = UInt64(item.text) else {
                throw LabError.badData("\(place(item)): a seed is a whole number of at least 0, not '\(item.text)'.")
            }
            return seed
        }
    }
}

extension Node {
    /// The text of a plain value; nothing for other nodes.
    fileprivate var text: String { scalar?.string ?? "" }
}

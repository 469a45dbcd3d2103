import Foundation
import Platform
import Yams

/// A place in the file of a specification: reads what is expected there, and says where it is not.
struct GradeFile {
    /// The name of the file.
    let file: String
    /// Where in it, for people: `check 2, run, settings`.
    let path: String
    let node: Node

    /// The whole file.
    static func read(_ url: URL) throws -> GradeFile {
        let name = url.lastPathComponent
        if let node = try Node.parse(String(decoding: DurableFile.read(url), as: UTF8.self), name: name) {
            return GradeFile(file: name, path: "", node: node)
        }
        throw LabError.badData("\(name) is empty: 'name' and 'checks' were expected.")
    }

    /// The error of what stands here.
    func error(_ problem: String) -> LabError {
        let line = node.mark.map { ", line \($0.line)" } ?? ""
        return .badData("\(file)\(line)\(path.isEmpty ? "" : " (\(path))"): \(problem)")
    }

    /// The same place with a longer name.
    func at(_ node: Node, _ name: String) -> GradeFile {
        GradeFile(file: file, path: path.isEmpty ? name : "\(path), \(name)", node: node)
    }

    /// The keys and values here, none of them other than these.
    func mapping(_ keys: [String]) throws -> [String: GradeFile] {
        try Dictionary(
            uniqueKeysWithValues: entries().map { key, value in
                guard keys.contains(key) else {
                    throw value.error(LabError.unknown("key", key, choices: keys).message)
                }
                return (key, value)
            })
    }

    /// The keys and values here, each key once, in order.
    func entries() throws -> [(String, GradeFile)] {
        guard case .mapping(let mapping) = node else { throw error("'key: value' lines were expected.") }
        var seen: Set<String> = []
        return try mapping.map { key, value in
            guard let name = key.scalar?.string else { throw at(key, "a key").error("a name was expected.") }
            // Yams lets the same name with another tag pass.
            guard seen.insert(name).inserted else { throw at(key, name).error("it is given twice; keep one of them.") }
            return (name, at(value, name))
        }
    }

    /// The items here, named by their number.
    func items(_ name: String) throws -> [GradeFile] {
        guard let sequence = node.sequence else { throw error("a list was expected, such as [a, b].") }
        return sequence.enumerated().map { number, item in
            GradeFile(file: file, path: "\(name) \(number + 1)", node: item)
        }
    }

    /// A text; a list as its items with commas.
    func text() throws -> String {
        if let scalar = node.scalar, node.null == nil, !scalar.string.isEmpty { return scalar.string }
        if let items = node.sequence, !items.isEmpty, items.allSatisfy({ $0.scalar != nil }) {
            return items.compactMap { $0.scalar?.string }.joined(separator: ",")
        }
        throw error("a value was expected" + (node.mapping != nil ? "; {seed} stands in quotes: \"{seed}\"." : "."))
    }

    /// The texts of a list, or of one value.
    func texts() throws -> [String] {
        guard node.sequence != nil else { return [try text()] }
        return try items("\(path), item").map { item in
            guard item.node.scalar != nil else { throw item.error("a value was expected, not a list in a list.") }
            return try item.text()
        }
    }

    /// A number within bounds.
    func number(_ range: ClosedRange<Double>) throws -> Double {
        let text = try text()
        guard let number = Double(text), range.contains(number) else {
            throw error("a number in \(range.lowerBound) ... \(range.upperBound) was expected, not '\(text)'.")
        }
        return number
    }

    /// A whole number within bounds.
    func count(_ range: ClosedRange<Int>) throws -> Int {
        let text = try text()
        guard let number = Int(text), range.contains(number) else {
            throw error("a whole number in \(range.lowerBound) ... \(range.upperBound) was expected, not '\(text)'.")
        }
        return number
    }

    /// True or false.
    func flag() throws -> Bool {
        guard let value = node.bool else { throw error("true or false was expected, not '\(try text())'.") }
        return value
    }

    /// A path below the submission.
    func relativePath() throws -> String {
        let text = try text()
        guard !text.hasPrefix("/"), !text.split(separator: "/").contains("..") else {
            throw error("'\(text)' leaves the folder of the submission; name a path below it.")
        }
        return text
    }

    /// `{min: A, max: B}` with either or both.
    func range() throws -> ClosedRange<Double> {
        let ends = try mapping(["min", "max"])
        let all = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        let low = try ends["min"]?.number(all) ?? -.infinity
        let high = try ends["max"]?.number(all) ?? .infinity
        guard low <= high, !ends.isEmpty else {
            throw error("a range has min, max or both, min being the smaller one.")
        }
        return low...high
    }

    /// A quantity and its range, for each of some quantities.
    func result(_ quantities: [String]) throws -> [String: ClosedRange<Double>] {
        try mapping(quantities).mapValues { place in
            // Two trainings hardly ever end in the same number, so one that is equal is never asked for.
            guard place.node.mapping != nil else {
                throw place.error("a range such as {min: 0.8} was expected, not '\(try place.text())'.")
            }
            return try place.range()
        }
    }
}

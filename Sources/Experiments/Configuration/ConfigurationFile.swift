import Foundation
import Platform
import Yams

extension ConfigurationLayer {
    /// The settings of a YAML file: one key a line.
    ///
    /// - Throws: ``LabError`` of kind `io` where it is missing, `badData` where it is no flat YAML mapping, `usage` for
    ///   an unknown key.
    public init(yaml url: URL) throws {
        guard let text = String(data: try DurableFile.read(url), encoding: .utf8) else {
            throw LabError.badData("\(url.path) is no text in UTF-8; save it as UTF-8.")
        }
        try self.init(source: "file \(url.lastPathComponent)", ConfigurationLayer.texts(yaml: text, name: url.path))
    }

    /// The settings in YAML text, such as a search keeps; `source` says where it is from.
    ///
    /// - Throws: ``LabError`` of kind `badData` where it is no YAML, `usage` for an unknown key.
    public init(text yaml: String, source: String) throws {
        try self.init(source: source, ConfigurationLayer.texts(yaml: yaml, name: source))
    }

    /// The keys and values of YAML text.
    static func texts(yaml: String, name: String) throws -> [String: String] {
        guard let node = try Node.parse(yaml, name: name), node.null == nil else { return [:] }
        guard case .mapping(let mapping) = node else {
            throw LabError.badData("\(name) is no mapping: one 'key: value' a line was expected.")
        }
        var texts: [String: String] = [:]
        for (key, value) in mapping {
            let place = name + (key.mark.map { ", line \($0.line)" } ?? "")
            guard let key = key.scalar?.string else {
                throw LabError.badData("\(place): the name of a setting was expected before the colon.")
            }
            guard value.null == nil else {
                throw LabError.badData("\(place): \(key) has no value; write one behind the colon, or drop the line.")
            }
            guard let text = text(value) else {
                throw LabError.badData("\(place): \(key) is a plain value or a list of them, nothing deeper.")
            }
            texts[key] = text
        }
        return texts
    }

    /// A scalar as it is; a list as its items separated by commas.
    private static func text(_ node: Node) -> String? {
        if let scalar = node.scalar { return scalar.string }
        guard let items = node.sequence?.map({ $0.scalar?.string }), !items.contains(nil) else { return nil }
        return items.isEmpty ? "none" : items.compactMap { $0 }.joined(separator: ",")
    }
}

extension Node {
    /// What a text holds; nil where it is empty.
    ///
    /// - Throws: ``LabError`` of kind `badData` where it is no YAML.
    static func parse(_ yaml: String, name: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: yaml)
        } catch {
            throw LabError.badData("\(name) is no YAML\(reason(error)).")
        }
    }

    /// What the parser found and where, on one line: its own words quote the whole line at fault.
    private static func reason(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ", line \(mark.line): \(problem)"
        case .reader(let problem, _, _, _): ": \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            ": duplicate key \(keys.sorted().joined(separator: ", ")); keep one of them"
        default: ""
        }
    }
}

extension RunConfiguration {
    /// The configuration as a file that `--config` reads: the resolved values, the folder of the run left out.
    public func yaml() -> String {
        let lines = ConfigurationKey.all.filter { $0.name != "out" }.compactMap { key in
            key.text(self).map { "\(key.name): \($0.yamlScalar)" }
        }
        return "# layerlab \(layerLabVersion); start again with: layerlab train --config THIS_FILE\n"
            + lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The text as a YAML scalar: plain where nothing else could be read out of it, else in double quotes.
    var yamlScalar: String {
        let isPlain = allSatisfy { $0.isLetter || $0.isNumber || "_./-+".contains($0) }
        let isAmbiguous = first == "-" || lowercased() == "null"
        return isPlain && !isAmbiguous ? self : "\"" + unicodeScalars.map(String.escaped).joined() + "\""
    }

    /// A character inside double quotes; a line break left as it is would be read as a space.
    private static func escaped(_ character: Unicode.Scalar) -> String {
        switch character {
        case "\\", "\"": "\\\(character)"
        case _ where character.value < 32: String(format: "\\x%02x", character.value)
        default: String(character)
        }
    }
}

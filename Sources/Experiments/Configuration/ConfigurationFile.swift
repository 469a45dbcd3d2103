import Foundation
import Platform
import Yams

extension ConfigurationLayer {
    /// The settings of a YAML file: one key a line.
    ///
    /// - Throws: ``LabError`` of kind `io` where it is missing, `badData` where it is no flat YAML mapping, `usage` for
    ///   an unknown key.
    public init(yaml url: URL) throws {
        let text = String(decoding: try DurableFile.read(url), as: UTF8.self)
        try self.init(source: "file \(url.lastPathComponent)", ConfigurationLayer.texts(yaml: text, name: url.path))
    }

    /// The keys and values of YAML text.
    static func texts(yaml: String, name: String) throws -> [String: String] {
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw LabError.badData("\(name) is no YAML: \(error)")
        }
        guard let node else { return [:] }
        guard case .mapping(let mapping) = node else {
            throw LabError.badData("\(name) is no mapping: one 'key: value' a line was expected.")
        }
        var texts: [String: String] = [:]
        for (key, value) in mapping {
            let line = value.mark.map { ", line \($0.line)" } ?? ""
            guard let name = key.scalar?.string, let text = ConfigurationLayer.text(value) else {
                throw LabError.badData("\(name)\(line): a plain value or a list of them was expected.")
            }
            texts[name] = text
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

extension RunConfiguration {
    /// The configuration as a file that `--config` reads: the resolved values, the folder of the run left out.
    public func yaml() -> String {
        let lines = ConfigurationKey.all.filter { $0.name != "out" }.compactMap { key in
            key.text(self).map { "\(key.name): \(quoted($0))" }
        }
        return "# layerlab \(layerLabVersion); start again with: layerlab train --config THIS_FILE\n"
            + lines.joined(separator: "\n") + "\n"
    }

    /// A text as a YAML scalar.
    private func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "_./-+".contains($0) }
        return isPlain ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

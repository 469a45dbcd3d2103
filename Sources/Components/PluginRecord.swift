import Foundation

/// A loaded plugin as a run records it: which file, which version, which bytes.
public struct PluginRecord: Sendable, Equatable {
    /// What the plugin calls itself, lower_snake.
    public let name: String
    /// Its version, without spaces.
    public let version: String
    /// The SHA-256 of the file, in hex digits.
    public let checksum: String
    /// What it holds, each as kind and name: `activation/swish`.
    public let components: [String]
    /// The absolute path of the file.
    public let path: String

    /// Makes a record.
    public init(name: String, version: String, checksum: String, components: [String], path: String) {
        self.name = name
        self.version = version
        self.checksum = checksum
        self.components = components
        self.path = path
    }

    /// The record as text: `swish 1.0 sha256:HEX activation/swish PATH`.
    public var text: String {
        "\(name) \(version) sha256:\(checksum) \(components.joined(separator: ",")) \(path.replacing("%", with: "%25").replacing(";", with: "%3B"))"
    }

    /// Reads a record; nil where the text is none.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 4).map(String.init)
        guard parts.count == 5, parts[2].hasPrefix("sha256:"), parts[2].count == 71,
            let path = parts[4].removingPercentEncoding
        else { return nil }
        self.init(
            name: parts[0], version: parts[1], checksum: String(parts[2].dropFirst(7)),
            components: parts[3].split(separator: ",").map(String.init), path: path)
    }

    /// Records as one text.
    public static func text(_ records: [PluginRecord]) -> String { records.map(\.text).joined(separator: "; ") }

    /// Reads records as ``text(_:)`` writes them; nil where one is none.
    public static func list(_ text: String) -> [PluginRecord]? {
        let records = text.split(separator: ";").map { PluginRecord($0.trimmingCharacters(in: .whitespaces)) }
        return records.contains { $0 == nil } ? nil : records.compactMap { $0 }
    }
}

import Components
import Platform
import Yams

/// A topic as `topics.yaml` has it; what is missing comes from the record of the key or of the component.
struct TopicRecord: Decodable {
    let name: String
    let aliases: [String]?
    let summary: String?
    let formula: String?
    let shapes: String?
    let code: [String]
    let chapter: Int
    /// Names of related topics.
    let see: [String]
    /// The component whose formula and source it takes: `schedule/cyclical`.
    let component: String?

    /// The records that come with the library, in the order of the file.
    ///
    /// - Throws: ``LabError`` of kind `badData` where the file is not as it should be.
    static func all() throws -> [TopicRecord] {
        do {
            return try YAMLDecoder().decode(
                [TopicRecord].self, from: String(decoding: PackageResources.topics_yaml, as: UTF8.self))
        } catch {
            throw LabError.badData("topics.yaml cannot be read: \(error).")
        }
    }

    /// The topic.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a part is missing, `usage` for an unknown component.
    func topic(_ registry: Registry) throws -> Topic {
        let key = ConfigurationKey.named(name).flatMap { $0.name == name ? $0 : nil }
        let info = try component.map { try registry.options(of: $0).info }
        guard let summary = summary ?? key?.summary else {
            throw LabError.badData("topics.yaml has no summary of \(name).")
        }
        guard Chapter.all.indices.contains(chapter) else {
            throw LabError.badData("topics.yaml sends \(name) to chapter \(chapter), but there are 0 ... 10.")
        }
        guard formula == nil || info == nil else {
            throw LabError.badData("topics.yaml repeats the formula of the component of \(name).")
        }
        return Topic(
            name: name, aliases: (aliases ?? []) + (key?.aliases ?? []), kind: key == nil ? .term : .key,
            group: key?.section.rawValue ?? Chapter.all[chapter].title, summary: summary,
            formula: formula ?? info?.formula, source: info?.source, shapes: shapes, code: code,
            chapter: Chapter.all[chapter], related: see, usage: key.map(TopicRecord.usage),
            setting: summary == key?.summary ? nil : key?.summary,
            expectation: key?.expectation, describes: component)
    }

    /// The flag with the default.
    private static func usage(_ key: ConfigurationKey) -> String {
        "--\(key.flag)" + (key.text(RunConfiguration()).map { " \($0)" } ?? "")
    }
}

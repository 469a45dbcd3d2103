import Components
import Platform

/// Everything that `layerlab explain` knows: the topics of the file, and every registered component.
public struct TopicLibrary: Sendable {
    /// The topics: settings, terms, components.
    public let topics: [Topic]

    /// The topics with the components of a registry.
    ///
    /// - Parameters:
    ///   - registry: where the components are looked up.
    ///   - source: the path of a component's file in the repository; nil for one of a plugin.
    /// - Throws: ``LabError`` of kind `badData` where the file of topics is not as it should be.
    public init(_ registry: Registry, source: (ComponentInfo) -> String?) throws {
        let written = try TopicRecord.all().map { try $0.topic(registry) }
        let names = Set(written.map(\.name))
        let components = try registry.searchNames.filter { !names.contains($0) }.map { name in
            try TopicLibrary.topic(name, registry.options(of: name).info, written, source)
        }
        topics = written + components
    }

    /// The topic of a name or an alias; `-`, `_` and blanks are one, and a flag may have its dashes.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown one, with the nearest.
    public func topic(_ name: String) throws -> Topic {
        let plain = TopicLibrary.plain(name)
        // Names first: an alias of one topic may be the name of another.
        if let topic = topics.first(where: { TopicLibrary.plain($0.name) == plain }) { return topic }
        if let topic = topics.first(where: { $0.aliases.contains { TopicLibrary.plain($0) == plain } }) { return topic }
        let kinds = topics.filter { $0.name.hasSuffix("/\(plain)") }.map(\.name)
        guard kinds.isEmpty else {
            throw LabError.usage(
                "Components of several kinds are named '\(name)': write \(kinds.joined(separator: " or ")).")
        }
        let names = topics.map(\.name)
        // An alias is offered only where it is the nearest; all of them would be too many to read.
        let nearest = nearestName(to: name, among: names + topics.flatMap(\.aliases))
        throw LabError.unknown("topic", name, choices: names + (nearest.map { names.contains($0) ? [] : [$0] } ?? []))
    }

    /// A name without the differences that do not count.
    static func plain(_ name: String) -> String {
        let bare = name.drop { $0 == "-" }.prefix { $0 != ":" }
        return bare.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
    }

    /// A component's topic: its record, and the chapter and the relations of its kind.
    private static func topic(
        _ name: String, _ info: ComponentInfo, _ written: [Topic], _ source: (ComponentInfo) -> String?
    ) throws -> Topic {
        guard let key = info.kind.key, let kind = written.first(where: { $0.name == key.name }) else {
            throw LabError.badData("topics.yaml has no topic for components of kind \(info.kind.rawValue).")
        }
        return Topic(
            name: name, aliases: info.aliases, kind: .component, group: info.kind.rawValue, summary: info.summary,
            formula: info.formula, source: info.source, shapes: kind.shapes, code: source(info).map { [$0] } ?? [],
            chapter: kind.chapter, related: [kind.name] + kind.related.filter { $0 != name },
            usage: "--\(key.flag) \(info.name)", setting: nil, expectation: nil, describes: name)
    }
}

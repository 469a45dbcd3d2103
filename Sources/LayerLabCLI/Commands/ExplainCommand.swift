import ArgumentParser
import Foundation
import LayerLab

/// `layerlab explain`: a setting, a component or a term, with its formula and where it lives.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a setting, a component or a term: formula, shapes, code, chapter of the tutorials.",
        discussion: """
            EXAMPLES
              layerlab explain
              layerlab explain lambda
              layerlab explain batch normalization
              layerlab explain leaky_relu --json
            """)

    @Argument(help: "A topic, in one or several words; all are listed where none is given.")
    var topic: [String] = []

    @OptionGroup var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let library = try TopicLibrary(plugins.registry(), source: Standard.path)
        if topic.isEmpty {
            Console.print(output.json ? try JSONText.encode(Listing(topics: library.topics)) : list(library.topics))
        } else {
            let topic = try library.topic(topic.joined(separator: " "))
            Console.print(output.json ? try JSONText.encode(Explanation(topic: topic)) : text(topic))
        }
    }

    private func text(_ topic: Topic) -> String {
        let what =
            switch topic.kind {
            case .key: "setting, \(topic.group)"
            case .component: topic.group
            case .term: "term"
            }
        var facts: [(String, String)] = []
        func add(_ name: String, _ value: String?) { if let value { facts.append((name, value)) } }
        add("formula", topic.formula)
        add("shapes", topic.shapes)
        add("source", topic.source)
        for (i, path) in topic.code.enumerated() { add(i == 0 ? "code" : "", path) }
        add("chapter", "\(topic.chapter.number), \(topic.chapter.title): \(topic.chapter.file)")
        add("use", topic.usage.map { $0 + (topic.expectation.map { " (\($0))" } ?? "") })
        add("", topic.setting)
        add("also", topic.aliases.isEmpty ? nil : topic.aliases.joined(separator: ", "))
        add("see", topic.related.joined(separator: ", "))
        let lines = facts.map { $0.0.padding(toLength: 9, withPad: " ", startingAt: 0) + $0.1 }
        let more = topic.describes.map { "\n\nlayerlab describe \($0) has its options" + picture($0) + "." } ?? ""
        return "\(topic.name), \(what): \(topic.summary)\n\n" + lines.joined(separator: "\n") + more
    }

    /// Whether there is something to draw.
    private func picture(_ name: String) -> String {
        guard let kind = try? plugins.registry().options(of: name).info.kind, ComponentFigure.form(of: kind) != nil
        else { return "" }
        return "; with --plot FILE it is drawn"
    }

    /// All topics by kind and group.
    private func list(_ topics: [Topic]) -> String {
        [(Topic.Kind.term, "Terms"), (.key, "Settings"), (.component, "Components")].map { kind, heading in
            let ofKind = topics.filter { $0.kind == kind }
            var groups: [String] = []
            let ordered = kind == .term ? ofKind.sorted { $0.chapter.number < $1.chapter.number } : ofKind
            for topic in ordered where !groups.contains(topic.group) { groups.append(topic.group) }
            let width = (groups.map(\.count).max() ?? 0) + 2
            let lines = groups.map { group in
                "  " + group.padding(toLength: width, withPad: " ", startingAt: 0)
                    + ofKind.filter { $0.group == group }.map(\.name).joined(separator: ", ")
            }
            return heading + "\n" + lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// One topic as JSON.
    private struct Explanation: Encodable {
        let schema = "layerlab.topic"
        let version = 1
        let topic: Topic
    }

    /// All topics as JSON.
    private struct Listing: Encodable {
        let schema = "layerlab.topics"
        let version = 1
        let topics: [Topic]
    }
}

extension Standard {
    /// The file of a built-in component; nil for one of a plugin.
    static func path(of info: ComponentInfo) -> String? {
        components.first { $0.info.kind == info.kind && $0.info.name == info.name }.map { type in
            "Plugins/Standard/\(folder(info.kind))/\(type).swift"
        }
    }

    private static func folder(_ kind: ComponentKind) -> String {
        switch kind {
        case .preprocessing: "Preprocessing"
        case .loss: "Losses"
        case let kind: kind.rawValue.capitalized + "s"
        }
    }
}

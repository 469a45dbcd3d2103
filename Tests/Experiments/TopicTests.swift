import Components
import Experiments
import Foundation
import Platform
import Standard
import Testing

/// What `layerlab explain` knows, held against the code that it speaks of.
@Suite struct TopicTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let library: TopicLibrary

    init() throws { library = try TopicLibrary(Standard.registry()) { _ in nil } }

    private func plain(_ name: String) -> String {
        name.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
    }

    @Test(arguments: ConfigurationKey.all.map(\.name)) func everyKeyHasATopic(name: String) throws {
        let key = try #require(ConfigurationKey.named(name))
        for text in [key.name, key.flag, "--\(key.flag)"] + key.aliases {
            let topic = try library.topic(text)
            #expect(topic.name == key.name && topic.kind == .key, "\(text)")
            #expect((topic.setting ?? topic.summary) == key.summary && topic.expectation == key.expectation)
            #expect(topic.usage?.hasPrefix("--\(key.flag)") == true)
        }
    }

    @Test func everyKeyOfTheFileIsOneOfTheConfiguration() {
        let keys = library.topics.filter { $0.kind == .key }.map(\.name)
        #expect(Set(keys) == Set(ConfigurationKey.all.map(\.name)) && Set(keys).count == keys.count)
    }

    /// The formula is the component's own, whether it has a topic of its own or one of the file.
    @Test(arguments: Standard.components.map { $0.info }.map { "\($0.kind.rawValue)/\($0.name)" })
    func everyComponentIsExplainedByItsRecord(name: String) throws {
        let registry = try Standard.registry()
        let info = try registry.options(of: name).info
        let hasOneName = registry.searchNames.contains(info.name)
        // The name of a key comes first; its topic says which components there are.
        let topic = try library.topic(hasOneName ? info.name : name)
        #expect(topic.formula == info.formula && topic.source == info.source, "\(topic.name)")
        #expect(topic.describes != nil)
    }

    @Test(arguments: ComponentKind.allCases) func everyKindHasATopic(kind: ComponentKind) throws {
        #expect(try library.topic(kind.rawValue).name == kind.key?.name)
    }

    @Test func formulasOfComponentsAreTakenFromTheirRecords() throws {
        let registry = try Standard.registry()
        for topic in library.topics {
            guard let component = topic.describes else { continue }
            let info = try registry.options(of: component).info
            #expect(topic.formula == info.formula && topic.source == info.source, "\(topic.name)")
        }
        #expect(library.topics.filter { $0.kind != .component && $0.describes != nil }.count >= 8)
    }

    @Test func codeIsWhereTheTopicSays() {
        for topic in library.topics {
            #expect(topic.kind == .component || !topic.code.isEmpty, "\(topic.name)")
            for path in topic.code {
                let file = Self.root.appendingPathComponent(path).path
                #expect(FileManager.default.fileExists(atPath: file), "\(topic.name): \(path)")
            }
        }
    }

    @Test func relatedTopicsResolveAndAreOthers() throws {
        for topic in library.topics {
            #expect(!topic.related.isEmpty, "\(topic.name)")
            for name in topic.related { #expect(try library.topic(name).name != topic.name, "\(topic.name): \(name)") }
        }
    }

    @Test func chaptersAreNumberedInOrder() {
        #expect(Chapter.all.map(\.number) == Array(0...10))
        #expect(Set(Chapter.all.map(\.file)).count == 11 && Chapter.all[3].file == "Tutorials/03-backward.md")
        // Each has something to explain.
        let used = Set(library.topics.map(\.chapter.number))
        #expect(used == Set(0...10), "\(used.sorted())")
    }

    @Test func chaptersSpeakOfTheirTopics() throws {
        func words(_ text: String) -> String { text.lowercased().replacing(/[-_\s]+/, with: " ") }
        for topic in library.topics where topic.kind != .component {
            let text = words(
                try String(contentsOf: Self.root.appendingPathComponent(topic.chapter.file), encoding: .utf8))
            #expect(
                ([topic.name] + topic.aliases).contains { text.contains(words($0)) },
                "\(topic.chapter.file) has nothing on \(topic.name)")
        }
    }

    /// No name or alias leads to two topics; an alias of a component yields to the name of a topic of the file.
    @Test func noTwoTopicsShareAName() {
        var owners: [String: String] = [:]
        for topic in library.topics where topic.kind != .component {
            for name in [topic.name] + topic.aliases {
                let owner = owners.updateValue(topic.name, forKey: plain(name))
                #expect(owner == nil || owner == topic.name, "\(name): \(owner ?? ""), \(topic.name)")
            }
        }
        for topic in library.topics where topic.kind == .component {
            #expect(owners.updateValue(topic.name, forKey: topic.name) == nil, "\(topic.name)")
        }
    }

    @Test(
        arguments: [
            ("im2vec", "im2vec"), ("linear layer", "linear_layer"), ("softmax", "softmax"),
            ("cross-entropy", "cross_entropy"), ("L2", "lambda"), ("backward pass", "backward_pass"),
            ("Batch Normalization", "batch_norm"), ("GEMM", "gemm"), ("learning-rate-cycle", "learning_rate_cycle"),
            ("initialization", "init"), ("population", "lockstep"), ("--lr", "eta"), ("swish", "silu"),
            ("leaky_relu:slope=0.2", "leaky_relu"), ("augmentation/none", "augmentation/none"),
            ("spiral", "plane_sets"),
        ])
    func findsTheTermsOfTheSubject(text: String, name: String) throws {
        #expect(try library.topic(text).name == name)
    }

    @Test(arguments: [
        ("softmx", "Did you mean 'softmax'?"), ("none", "write placement/none"), ("qqq", "Choose one of"),
    ])
    func saysWhatIsWrong(text: String, words: String) {
        let error = #expect(throws: LabError.self) { try library.topic(text) }
        #expect(error?.kind == .usage && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}

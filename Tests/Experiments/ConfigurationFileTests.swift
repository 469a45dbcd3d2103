import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

/// What a YAML file may hold, and the sentence for each that it may not.
@Suite struct ConfigurationFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ bytes: some Sequence<UInt8>) throws -> RunConfiguration {
        let path = try folder.write("c.yaml", bytes)
        return try LayeredConfiguration(file: URL(fileURLWithPath: path), registry: Standard.registry()).configuration
    }

    @Test(
        arguments: [
            ("lambda: 1\nhidden:", "line 2: hidden has no value"), ("out: null", "out has no value"),
            ("data_dir: ~", "data_dir has no value"),
            ("lambda: 1\nhidden: [1, [2]]", "line 2: hidden is a plain value"),
            ("hidden: {a: 1}", "nothing deeper"), ("lambda: [1, 2", "line 2: did not find"), ("lambda: \t@", "line 1:"),
            ("seed: 1\nlambda: 2\nseed: 3", "duplicate key seed; keep one"), ("? [a]\n: 1", "name of a setting"),
            (String(repeating: "[", count: 100_000), "nesting level"),
        ])
    func refusesInOneSentence(yaml: String, words: String) {
        #expect { try read(Array(yaml.utf8)) } throws: {
            let message = "\($0)"
            let isSentence = !message.contains("\n") && message.hasSuffix(".") && message.count < 300
            return ($0 as? LabError)?.kind == .badData && isSentence && message.contains(words)
        }
    }

    @Test func refusesWhatIsNoText() {
        #expect { try read([UInt8]("lambda: 0.1 # ".utf8) + [0xFF, 0xFE]) } throws: {
            ($0 as? LabError)?.kind == .badData && "\($0)".contains("UTF-8")
        }
    }

    @Test(arguments: ["", "# only a remark\n", "---\n", "null\n"]) func nothingChangesNothing(yaml: String) throws {
        #expect(try read(Array(yaml.utf8)) == RunConfiguration().resolved(with: Standard.registry()))
    }

    @Test(arguments: ["null", "NULL", "~", "-", "- a", "a\nb", "a\tb", "a\\b \"c\"", "a: b # c", "Übung/ä", "true"])
    func anyFolderNameComesBack(name: String) throws {
        var configuration = RunConfiguration()
        configuration.dataDirectory = name
        #expect(try read(Array(configuration.yaml().utf8)).dataDirectory == name)
    }
}

import Foundation
import TestSupport
import Testing

/// The programs of the tutorial: each is built, runs, and prints what its chapter says.
@Suite struct SnippetTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let files: [String] = {
        let folder = root.appendingPathComponent("Tutorials/Snippets")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()
    }()

    /// The names in the list `snippets` of Package.swift.
    private static func targets() throws -> [String] {
        let package = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let list = try #require(package.firstMatch(of: /let snippets = \[([^\]]*)\]/)).1
        return list.matches(of: /"([^"]+)"/).map { String($0.1) }
    }

    @Test func everyFileHasItsTarget() throws {
        #expect(try Self.files == Self.targets().sorted())
    }

    /// The documentation shows the first program as it is.
    @Test func theArticleShowsTheFirstProgram() throws {
        func text(_ path: String) throws -> String {
            try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
        }
        let article = try text("Sources/LayerLab/LayerLab.docc/FirstProgram.md")
        #expect(article.contains("```swift\n\(try text("Tutorials/Snippets/00-first-network.swift"))```"))
    }

    @Test(arguments: files) func runsAndPrintsWhatItsChapterSays(file: String) async throws {
        let words = file.split(separator: "-").dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let run = try await CommandLineRun.program(words.joined() + "Snippet")
        #expect(run.exitCode == 0, "\(run.errors)")
        let claims = try #require(Claim.byFile[file], "Claim.byFile says nothing about \(file).")
        for claim in claims {
            let values = run.output.split(separator: "\n").compactMap(claim.value)
            #expect(values.count == claim.count, "\(claim.text) ...: \(values)\n\(run.output)")
            #expect(values.allSatisfy(claim.range.contains), "\(claim.text) ...: \(values)")
        }
    }
}

/// What stands in some lines of a program's output: a text, and somewhere behind it a number within bounds.
private struct Claim: Sendable {
    /// What the line contains.
    let text: String
    /// The word in front of the number.
    let word: String
    let range: ClosedRange<Double>
    /// How many lines say so.
    let count: Int

    init(_ text: String, _ word: String, _ range: ClosedRange<Double>, lines count: Int = 1) {
        (self.text, self.word, self.range, self.count) = (text, word, range, count)
    }

    /// The number in a line; nil for a line that says something else.
    func value(_ line: Substring) -> Double? {
        guard let start = line.range(of: text)?.lowerBound, let word = line[start...].range(of: word) else {
            return nil
        }
        return line[word.upperBound...].split(separator: " ").first.flatMap {
            Double($0.trimmingCharacters(in: [",", ":", ")"]))
        }
    }

    /// Accuracies are far from their bounds, so that other kernels, which round otherwise, stay within them.
    static let byFile: [String: [Claim]] = [
        "00-first-network": [
            Claim("test accuracy", "accuracy", 0.6...0.95), Claim("epoch", "eta", 0...0.1, lines: 11),
        ],
        "01-data": [
            Claim("training: X is 2000 x 3072", "deviation", 0.9999...1.0001),
            Claim("X is 500 x 3072", "mean", -0.1...0.1, lines: 2), Claim("dots", "dots", 100...300),
        ],
        "02-forward": [
            Claim("difference to the C core", "core:", 0...1e-12), Claim("loss", "loss", 2...4),
            Claim("accuracy without training", "training:", 0...0.3),
        ],
        "03-backward": [
            Claim("by hand", "pass:", 0...1e-12), Claim("largest gradient error", "error:", 1e-12...1e-6),
            Claim("layer", " ", 0...1e-6, lines: 10),
        ],
        "04-learning-rates": [
            Claim("cyclical", "accuracy", 55...90), Claim("constant:eta=0.001", "accuracy", 5...40),
        ],
        "05-regularization": [
            Claim("coarse lambda", "accuracy", 0.2...0.8, lines: 8),
            Claim("fine lambda", "accuracy", 0.3...0.8, lines: 8),
        ],
        "06-depth": [
            Claim("9 layers, normal:sigma=0.01, batch norm none", "accuracy", 0...16),
            Claim("9 layers, normal:sigma=0.01, batch norm before", "accuracy", 22...90),
            Claim("3 layers, he", "accuracy", 50...90, lines: 2),
        ],
        "07-ablation": [Claim("sigmoid", "difference", -30...(-5)), Claim("accuracy", "accuracy", 20...70, lines: 4)],
        "08-plugins": [
            Claim("largest gradient error", "error:", 1e-12...1e-6), Claim("epoch   6.0", "accuracy", 35...70),
        ],
        "09-kernels": [
            Claim("reference", "norm", 78.2...78.4), Claim("native", "norm", 78.2...78.4),
            Claim("openblas", "norm", 78.2...78.4),
        ],
        "10-ensembles": [
            Claim("seed", "accuracy:", 0.35...0.7, lines: 5), Claim("together", "accuracy:", 0.51...0.8),
        ],
    ]
}

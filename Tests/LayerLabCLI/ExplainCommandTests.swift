import Foundation
import Standard
import TestSupport
import Testing

@Suite struct ExplainCommandTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(
        arguments: [
            (
                ["lambda"],
                ["lambda, setting", "sum of W^2", "Tutorials/05-regularization.md", "--lambda 0.0", "weight_decay"]
            ),
            (["batch", "normalization"], ["layerlab describe placement/before", "Ioffe and Szegedy 2015", "n x d"]),
            (["relu"], ["max(z, 0)", "Plugins/Standard/Activations/ReLU.swift", "with --plot FILE it is drawn"]),
            (["roofline"], ["roofline, term", "CCore/Kernels/peak.c", "9, inside the C core"]),
            ([], ["Terms", "Settings", "Components", "im2vec", "batch_size", "leaky_relu"]),
        ])
    func explains(topic: [String], words: [String]) async throws {
        let run = try await CommandLineRun.layerlab(["explain"] + topic)
        #expect(run.exitCode == 0, "\(run.errors)")
        for words in words { #expect(run.output.contains(words), "\(words) in \(run.output)") }
    }

    @Test func namesTheFileOfEveryComponent() async throws {
        let run = try await CommandLineRun.layerlab(["explain", "--json"])
        let listing = try JSONDecoder().decode(Listing.self, from: Data(run.output.utf8))
        let components = listing.topics.filter { $0.kind == "component" }
        // One has a topic of its own among the terms.
        #expect(components.count == Standard.components.count - 1)
        for topic in components {
            let path = try #require(topic.code.first, "\(topic.name)")
            #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path), "\(path)")
        }
    }

    @Test func anUnknownTopicIsAWrongCall() async throws {
        let run = try await CommandLineRun.layerlab(["explain", "learning", "ratee"])
        #expect(run.exitCode == 64 && run.errors.contains("Did you mean 'learning rate'?"), "\(run.errors)")
    }

    private struct Listing: Decodable {
        let topics: [Topic]

        struct Topic: Decodable {
            let name, kind: String
            let code: [String]
        }
    }
}

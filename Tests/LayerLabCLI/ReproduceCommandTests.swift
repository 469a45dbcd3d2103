import Experiments
import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct ReproduceCommandTests {
    /// Images of noise in CIFAR-10's layout, a label in the first pixels of each.
    private func writeCIFAR10(in folder: TemporaryFolder) throws {
        var random = Random.forTest(1)
        let noise = (0..<30_730_000 / 8).map { _ in random.next() }.withUnsafeBytes { Array($0) }
        for (name, shift) in [("test_batch", 0)] + (1...5).map({ ("data_batch_\($0)", $0) }) {
            var bytes = noise
            for image in 0..<10_000 {
                let label = UInt8((image + shift) % 10)
                for place in 0..<20 { bytes[image * 3073 + place] = place == 0 ? label : label * 20 }
            }
            try folder.write("cifar-10-batches-bin/\(name).bin", bytes)
        }
    }

    @Test func aQuickReproductionEndsInAReport() async throws {
        let folder = try TemporaryFolder()
        try writeCIFAR10(in: folder)
        let call = [
            "reproduce", "C", "--quick", "--data-dir", folder.path("cifar-10-batches-bin"), "--out", folder.path("out"),
            "--store", folder.path("s.sqlite"),
        ]
        let first = try await CommandLineRun.layerlab(call + ["--json"], in: folder.url)
        #expect(first.exitCode == 0, "\(first.errors)")
        let store = try RunStore.existing(folder.url.appendingPathComponent("s.sqlite"))
        let openings = try store.testOpenings()
        #expect(openings.count == 11 && Set(openings.map(\.run)).count == 11, "each run is opened once")
        // What is done is not done again, and the test split is not looked at again.
        let second = try await CommandLineRun.layerlab(call + ["--json"], in: folder.url)
        #expect(second.exitCode == 0 && second.output == first.output, "\(second.errors)")
        #expect(try store.testOpenings() == openings && store.runs().allSatisfy { $0.attempts == 1 })
        let markdown = try String(contentsOfFile: folder.path("out/report.md"), encoding: .utf8)
        for part in [
            "best lambda, 3 cycles", "54.04", "100 images", "A quick run", "C-lambda.svg", "once for each of 11 runs",
        ] {
            #expect(markdown.contains(part), "\(part)")
        }
        #expect(!markdown.contains("Where ours differs"), "a quick run compares nothing")
        let html = try String(contentsOfFile: folder.path("out/report.html"), encoding: .utf8)
        #expect(html.contains("data:image/svg+xml") && !html.contains("src=\"http"))
    }

    @Test func whatIsWrongIsFoundBeforeAnythingIsTrained() async throws {
        let folder = try TemporaryFolder()
        try folder.write("out/searches/C-lambda-quick/search.json", Array("{".utf8))
        let call = ["reproduce", "C", "--quick", "--out", folder.path("out"), "--store", folder.path("s.sqlite")]
        let damaged = try await CommandLineRun.layerlab(call + ["--data-dir", "nowhere"], in: folder.url)
        #expect(damaged.exitCode == 65 && damaged.errors.contains("search.json"), "\(damaged.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("s.sqlite")))
    }

    @Test func aDryRunListsTheRows() async throws {
        let rows = try await CommandLineRun.layerlab(["reproduce", "D", "--dry-run"])
        #expect(rows.exitCode == 0 && rows.output.contains("coarse, lambda 0.016"), "\(rows.errors)")
        #expect(rows.output.contains("45 runs, 0 searches"))
        let json = try await CommandLineRun.layerlab(["reproduce", "D", "--dry-run", "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect((object?["rows"] as? [Any])?.isEmpty == false)
    }
}

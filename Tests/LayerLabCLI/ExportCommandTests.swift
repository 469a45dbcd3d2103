import Foundation
import TestSupport
import Testing

/// `layerlab export`, `train --tensorboard` and `predict --split` from end to end.
@Suite struct ExportCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func layerlab(_ arguments: String...) async throws -> CommandLineRun {
        try await .layerlab(arguments, in: folder.url)
    }

    private func train(_ more: String...) async throws -> CommandLineRun {
        let small = [
            "--dataset", "shapes:train=300,test=40", "--validation", "50", "--hidden", "5", "--steps", "20",
            "--eval-every", "10", "--batch-size", "50", "--threads", "1",
        ]
        return try await .layerlab(["train", "--out", "run"] + small + more, in: folder.url)
    }

    private func files(_ name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(name))) ?? []).sorted()
    }

    @Test func writesWhatIsAskedFor() async throws {
        _ = try await train()
        let run = try await layerlab(
            "export", "run", "--tensorboard", "board", "--onnx", "a.onnx", "--npz", "a.npz", "--c", "a.c", "--swift",
            "a.swift", "--json")
        #expect(run.exitCode == 0, "\(run.errors)")
        struct Result: Decodable {
            struct File: Decodable {
                let format, path: String
                let bytes: Int
            }
            let schema: String
            let version: Int
            let files: [File]
        }
        let result = try JSONDecoder().decode(Result.self, from: Data(run.output.utf8))
        #expect(result.schema == "layerlab.export" && result.version == 1)
        #expect(result.files.map(\.format) == ["tensorboard", "onnx", "npz", "c", "swift"])
        for file in result.files {
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path(file.path))).count == file.bytes, "\(file)")
        }
        // Again, into the same places: the same bytes.
        let before = try Data(contentsOf: folder.url.appendingPathComponent("a.npz"))
        let again = try await layerlab("export", "run", "--tensorboard", "board", "--npz", "a.npz")
        #expect(again.exitCode == 0 && again.output.contains("a.npz"), "\(again.errors)")
        #expect(try Data(contentsOf: folder.url.appendingPathComponent("a.npz")) == before)
        #expect(files("board").count == 1)
    }

    @Test func saysWhatIsWrong() async throws {
        _ = try await train()
        try folder.write("other/events.out.tfevents.1.host", [])
        try folder.write("folder.c/file", [])
        for (arguments, code, words) in [
            (["export", "run"], 64, "Say what to export: --tensorboard, --onnx, --npz, --c or --swift"),
            (["export", "run", "--onnx", "a.onx"], 64, "ends in .onnx, but 'a.onx' was given"),
            (["export", "run", "--c", "a"], 64, "ends in .c, but 'a' was given"),
            (["export", "nowhere", "--npz", "a.npz"], 74, "There is no run in nowhere"),
            (["export", "run", "--npz", "no/where/a.npz"], 74, "no/where/a.npz: No such file or directory"),
            (["export", "run", "--onnx", "c.onnx", "--c", "/nonexistent/c.c"], 74, "No such file or directory"),
            (["export", "run", "--npz", "d.npz", "--c", "folder.c"], 74, "folder.c: it is a folder"),
            (["export", "run", "--tensorboard", "board", "--c", "no/c.c"], 74, "No such file or directory"),
            (["export", "run", "--tensorboard", "run/config.yaml"], 74, "it is no folder"),
            (["export", "run", "--tensorboard", "run/config.yaml/x"], 74, "Cannot make the folder"),
            (["export", "run", "--onnx", "b.onnx", "--tensorboard", "other"], 64, "holds the events of a run already"),
            (["predict", "run"], 64, "Name PNG files, or a split"),
            (["predict", "run", "a.png", "--split", "test"], 64, "not both"),
            (["predict", "run", "a.png", "--npz", "a.npz"], 64, "go with --split"),
            (["predict", "run", "--split", "test", "--npz", "a.zip"], 64, "ends in .npz"),
            (["predict", "run", "--split", "tset"], 64, "tset"),
        ] as [([String], Int32, String)] {
            let run = try await CommandLineRun.layerlab(arguments, in: folder.url)
            #expect(run.exitCode == code && run.errors.contains(words), "\(arguments): \(run.errors)")
        }
        #expect(files("").filter { $0.hasSuffix(".onnx") || $0.hasSuffix(".npz") } == [], "none is written")
        #expect(!files("").contains("board"))
    }

    /// A run whose history was lost, and one whose summary cannot be true.
    @Test func readsOnlyWhatItNeeds() async throws {
        _ = try await train()
        let summary = folder.url.appendingPathComponent("run/summary.json")
        let text = try String(contentsOf: summary, encoding: .utf8)
        try text.replacing(/"seconds" : [^,\n]+/, with: "\"seconds\" : 1e300").write(
            to: summary, atomically: false, encoding: .utf8)
        let board = try await layerlab("export", "run", "--tensorboard", "board")
        #expect(board.exitCode == 0, "\(board.errors)")
        try FileManager.default.removeItem(atPath: folder.path("run/metrics.jsonl"))
        let onnx = try await layerlab("export", "run", "--onnx", "a.onnx", "--c", "a.c", "--swift", "a.swift")
        #expect(onnx.exitCode == 0, "\(onnx.errors)")
        let npz = try await layerlab("export", "run", "--npz", "a.npz")
        #expect(npz.exitCode == 74 && npz.errors.contains("metrics.jsonl"), "\(npz.errors)")
    }

    @Test func aTrainingWritesEventsAsItGoesOn() async throws {
        let run = try await train("--tensorboard", "board/run")
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(files("board/run").count == 1)
        #expect(try !String(contentsOfFile: folder.path("run/config.yaml"), encoding: .utf8).contains("tensorboard"))
        let second = try await train("--tensorboard", "board/run", "--out", "second")
        #expect(second.exitCode == 64 && second.errors.contains("name another folder"), "\(second.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("second")))
        // Back to the first half, as after a kill.
        _ = try await train("--out", "half", "--steps", "10")
        for file in ["checkpoint.safetensors", "model.safetensors"] {
            let half = try Data(contentsOf: folder.url.appendingPathComponent("half/\(file)"))
            try half.write(to: folder.url.appendingPathComponent("run/\(file)"))
        }
        let resumed = try await layerlab("train", "--resume", "run", "--tensorboard", "board/run")
        #expect(resumed.exitCode == 0, "\(resumed.errors)")
        #expect(files("board/run").count == 2)
        let events = try files("board/run").map {
            try Data(contentsOf: folder.url.appendingPathComponent("board/run/\($0)"))
        }
        let rows = events.map { $0.ranges(of: Data("loss/training".utf8)).count }
        #expect(rows == [3, 1])
    }

    @Test func classifiesASplit() async throws {
        _ = try await train()
        let table = try await layerlab("predict", "run", "--split", "test", "--top", "1")
        #expect(table.exitCode == 0 && table.output.contains("true class"), "\(table.errors)")
        #expect(table.output.split(separator: "\n").count == 42)
        let run = try await layerlab("predict", "run", "--split", "validation", "--npz", "v.npz", "--json")
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let predictions = try #require(object?["predictions"] as? [[String: Any]])
        #expect(predictions.count == 50 && predictions[7]["sample"] as? Int == 7)
        #expect(files("").contains("v.npz"))
    }
}

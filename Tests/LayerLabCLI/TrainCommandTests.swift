import Foundation
import Platform
import TestSupport
import Testing

/// A training on generated images that takes a moment.
private let small = [
    "--dataset", "shapes:train=600,test=200", "--validation", "100", "--hidden", "12", "--steps", "20", "--eval-every",
    "10", "--batch-size", "50", "--threads", "1",
]

/// The command line from end to end, on the binary itself.
@Suite struct TrainCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func train(_ more: [String] = [], into name: String = "run") async throws -> CommandLineRun {
        try await .layerlab(["train"] + small + ["--out", folder.path(name)] + more)
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    @Test func leavesAFolderThatOtherCommandsRead() async throws {
        let run = try await train()
        #expect(run.exitCode == 0, "\(run.errors)")
        for file in [
            "config.yaml", "history.csv", "metrics.jsonl", "model.safetensors", "checkpoint.safetensors",
            "summary.json", "curves.svg",
        ] {
            #expect(FileManager.default.fileExists(atPath: folder.path("run/\(file)")), "\(file)")
        }
        #expect(try text("run/history.csv").split(separator: "\n").count == 4)
        #expect(try text("run/curves.svg").contains("<svg"))
        #expect(!run.errors.contains("\r"), "piped output has no carriage return")

        let evaluation = try await CommandLineRun.layerlab(["evaluate", folder.path("run"), "--json"])
        #expect(evaluation.exitCode == 0, "\(evaluation.errors)")
        #expect(evaluation.output.contains("layerlab.evaluation"))
        let inspection = try await CommandLineRun.layerlab(["inspect", folder.path("run")])
        #expect(inspection.output.contains("layer1.W"))
        let weights = try await CommandLineRun.layerlab(
            ["plot", "weights", folder.path("run"), "--out", folder.path("weights.png")])
        #expect(weights.exitCode == 0, "\(weights.errors)")
        let prediction = try await CommandLineRun.layerlab(
            ["predict", folder.path("run"), folder.path("weights.png"), "--top", "1"])
        #expect(prediction.exitCode == 0, "\(prediction.errors)")
    }

    @Test func theConfigurationItWritesGivesTheSameBits() async throws {
        let run = try await train([
            "--augment", "gaussian_noise+mixup", "--optimizer", "adam", "--schedule", "constant:eta=0.001", "--dropout",
            "0.2", "--input-dropout", "0.1", "--loss", "cross_entropy:smoothing=0.1",
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        let again = try await CommandLineRun.layerlab(
            ["train", "--config", folder.path("run/config.yaml"), "--out", folder.path("again"), "--threads", "2"])
        #expect(again.exitCode == 0, "\(again.errors)")
        for file in ["model.safetensors", "checkpoint.safetensors", "history.csv"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder.path("run/\(file)"), andPath: folder.path("again/\(file)")),
                "\(file)")
        }
    }

    /// As after a kill at the first evaluation: the rows beyond the checkpoint are made again, to the same bits.
    @Test func resumesFromTheCheckpoint() async throws {
        _ = try await train()
        _ = try await train(["--steps", "10"], into: "half")
        for file in ["checkpoint.safetensors", "model.safetensors"] {
            let target = folder.url.appendingPathComponent("run/\(file)")
            let whole = try Data(contentsOf: target)
            try Data(contentsOf: folder.url.appendingPathComponent("half/\(file)")).write(to: target)
            #expect(try Data(contentsOf: target) != whole)
        }
        try folder.write("run/.model.safetensors.1.tmp", [1, 2])
        let history = try text("run/history.csv")
        let finished = try await CommandLineRun.layerlab(["train", "--resume", folder.path("run")])
        #expect(finished.exitCode == 0, "\(finished.errors)")
        #expect(finished.errors.contains("continuing after step 10"))
        #expect(try text("run/history.csv") == history)
        #expect(!FileManager.default.fileExists(atPath: folder.path("run/.model.safetensors.1.tmp")))
        _ = try await train(into: "straight")
        for file in ["model.safetensors", "checkpoint.safetensors"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder.path("run/\(file)"), andPath: folder.path("straight/\(file)")), "\(file)")
        }
    }

    /// As after a stop, a resumption, and a kill between its last checkpoint and its summary.
    @Test func aSummaryFromBeforeTheEndIsMadeAnew() async throws {
        _ = try await train()
        let summary = try text("run/summary.json")
        try folder.write("run/summary.json", Array(summary.replacing("\"finished\"", with: "\"interrupted\"").utf8))
        let resumed = try await CommandLineRun.layerlab(["train", "--resume", folder.path("run")])
        #expect(resumed.exitCode == 0, "\(resumed.errors)")
        #expect(try text("run/summary.json").contains("\"finished\""))
    }

    @Test func refusesToResumeOnOtherData() async throws {
        let table = (0..<60).map { "\($0 % 7),\($0 % 3)" }.joined(separator: "\n")
        let path = try folder.write("a.csv", Array("x,label\n\(table)\n".utf8))
        let flags = ["--dataset", "csv:\(path)", "--validation", "10", "--batch-size", "10", "--steps", "4"]
        let run = try await CommandLineRun.layerlab(["train", "--out", folder.path("run")] + flags)
        #expect(run.exitCode == 0, "\(run.errors)")
        try folder.write("a.csv", Array("x,label\n\(table.dropLast())0\n".utf8))
        let again = try await CommandLineRun.layerlab(["train", "--resume", folder.path("run")])
        #expect(again.exitCode == 65 && again.errors.contains("data have changed"), "\(again.errors)")
    }

    /// Ctrl-C after the second evaluation: exit code 130, the state kept, the rest made later to the same bits.
    @Test func stopsCleanlyAtAnInterrupt() async throws {
        let long = ["--steps", "100000", "--eval-every", "10"]
        let command = ([CommandLineRun.binary, "train"] + small + long + ["--out", folder.path("run")])
            .map { "'\($0)'" }.joined(separator: " ")
        let printed = try await Child.run(
            "sh",
            [
                "-c",
                """
                \(command) >/dev/null 2>log & process=$!
                while ! grep -q 'step 10 ' log; do :; done
                kill -INT $process; wait $process; echo $?
                """,
            ], package: "dash", in: folder.url)
        #expect(printed == "130\n")
        #expect(try text("log").contains("layerlab train --resume"))
        #expect(try text("run/summary.json").contains("\"interrupted\""))
        let evaluation = try await CommandLineRun.layerlab(["evaluate", folder.path("run")])
        #expect(evaluation.exitCode == 0, "\(evaluation.errors)")
        #expect(evaluation.errors.contains("of 100000; its model is that of step "), "\(evaluation.errors)")
    }

    /// A caller may have closed standard output, or have sent it to a full disk.
    @Test(arguments: [(">&-", "0\n", ""), (">/dev/full", "74\n", "could not be written to standard output")])
    func resultsThatCannotBeWrittenAreNoCrash(redirection: String, code: String, words: String) async throws {
        let command = "'\(CommandLineRun.binary)' list \(redirection) 2>errors; echo $?"
        #expect(try await Child.run("sh", ["-c", command], package: "dash", in: folder.url) == code)
        let errors = try text("errors")
        #expect(words.isEmpty ? errors.isEmpty : errors.contains(words), "\(errors)")
    }

    @Test func keepsTheModelThatIsBestOnValidation() async throws {
        let run = try await train(["--keep", "best", "--json"])
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let best = try #require((summary["best"] as? [String: Any])?["validation"] as? [String: Double])
        let evaluation = try await CommandLineRun.layerlab(
            ["evaluate", folder.path("run"), "--split", "validation", "--json"])
        let result = try #require(
            try JSONSerialization.jsonObject(with: Data(evaluation.output.utf8)) as? [String: Any])
        #expect((result["metrics"] as? [String: Double]) == best)
    }

    @Test(
        arguments: [
            (["--activation", "rellu"], 64, "Did you mean 'relu'"),
            (["--batch-size", "1"], 64, "variance"),
            (["--batch-size", "501"], 64, "training samples is 500"),
            (["--hidden", "50,x"], 64, "hidden"),
            (["--dataset", "cifar10", "--data-dir", "/nowhere"], 74, "/nowhere"),
            (["--dataset", "imagenet"], 64, "imagenet"),
            (["--gemm", "mkl"], 64, "openblas"),
            (["--batch-norm", "none", "--schedule", "constant:eta=1000000"], 3, "learning rate"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(flags: [String], code: Int32, words: String) async throws {
        let run = try await train(flags)
        #expect(run.exitCode == code, "\(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func aRunIsNeverOverwritten() async throws {
        _ = try await train()
        let again = try await train()
        #expect(again.exitCode == 64)
        #expect(again.errors.contains("--resume"))
    }

    @Test func aMissingRunIsNamed() async throws {
        for command in ["evaluate", "inspect"] {
            let run = try await CommandLineRun.layerlab([command, folder.path("nothing")])
            #expect(run.exitCode == 74)
            #expect(run.errors.contains("config.yaml"))
        }
    }

    @Test func helpFitsAScreenAndCompletionsExist() async throws {
        let help = try await CommandLineRun.layerlab([])
        #expect(help.output.contains("train") && help.output.split(separator: "\n").count < 66)
        for shell in ["bash", "zsh", "fish"] {
            let script = try await CommandLineRun.layerlab(["--generate-completion-script", shell])
            #expect(script.exitCode == 0 && script.output.contains("layerlab"))
        }
    }
}

import Foundation
import TestSupport
import Testing

@Suite struct SearchCommandTests {
    private let small = [
        "search", "--dataset", "shapes:train=400,test=100", "--validation", "100", "--hidden", "8", "--batch-size",
        "50",
        "--threads", "1", "--search", "lambda=1e-5..1e-2", "--samples", "4", "--search-epochs", "2",
    ]

    @Test func searchesGoesOnAndConfirmsOnce() async throws {
        let folder = try TemporaryFolder()
        let arguments =
            small + ["--halving", "2", "--fine-samples", "2", "--fine-epochs", "2", "--out", folder.path("s")]
        let coarse = try await CommandLineRun.layerlab(small + ["--halving", "2", "--out", folder.path("s")])
        #expect(coarse.exitCode == 0, "\(coarse.errors)")
        let first = try await CommandLineRun.layerlab(arguments)
        #expect(first.exitCode == 0 && first.errors.contains("4 trials are known"), "\(first.errors)")
        #expect(first.output.contains("The test split was never opened."))
        #expect(first.output.contains("Spearman"))
        let trials = try String(contentsOfFile: folder.path("s/trials.csv"), encoding: .utf8)
        let confirmed = arguments + ["--confirm", "--confirm-seeds", "2", "--confirm-epochs", "1"]
        for _ in 1...2 {
            let run = try await CommandLineRun.layerlab(confirmed)
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("opened 1 time(s)"), "a second call finds the confirmation and opens nothing")
        }
        #expect(try String(contentsOfFile: folder.path("s/trials.csv"), encoding: .utf8) == trials)
        let other = try await CommandLineRun.layerlab(arguments + ["--lambda", "0.5"])
        #expect(other.exitCode == 64 && other.errors.contains("another search"))
    }

    @Test func dryRunsTrainNothing() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandLineRun.layerlab(small + ["--dry-run", "--out", folder.path("s")])
        #expect(run.exitCode == 0 && run.output.contains("4 trials"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("s")))
    }

    @Test func dryRunsCountWhatFitsAndWarn() async throws {
        let sizes =
            ["search", "--dataset", "shapes:train=400,test=100", "--validation", "100", "--dry-run"]
            + ["--hidden", "10..50:10,10", "--fine", "lambda=uniform:1e-5..1e-1"]
        let all = try await CommandLineRun.layerlab(sizes)
        #expect(all.output.contains("\n5 trials"), "\(all.output)\(all.errors)")
        #expect(all.errors.contains("warning: lambda is spread evenly"))
        // 3073 * 20 weights of 20 units, 21 * 10 and 11 * 10 behind them.
        let some = try await CommandLineRun.layerlab(sizes + ["--max-parameters", "61780", "--quiet"])
        #expect(some.output.contains("\n2 trials") && some.errors.isEmpty, "\(some.output)\(some.errors)")
    }

    @Test func anOutsideOptimizerIsAsked() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandLineRun.layerlab(
            small + ["--ask-tell", "--quiet", "--out", folder.path("s")], input: "{\"values\":{\"lambda\":0.001}}\n")
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count == 4 && run.output.contains("\"op\":\"tell\""))
    }

    @Test(arguments: [
        (["--search", "eta=0.1..1"], "eta"), (["--validation", "0"], "--validation"),
        (["--halving", "1"], "--halving"), (["--max-parameters", "9"], "--max-parameters"),
    ]) func aWrongCallGetsASentence(more: [String], part: String) async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandLineRun.layerlab(small + more + ["--out", folder.path("s")])
        #expect(run.exitCode == 64 && run.errors.contains(part), "\(run.errors)")
    }
}

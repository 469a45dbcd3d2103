import Foundation
import TestSupport
import Testing

/// Searches whose points a Python program chooses; `Tests/Optuna/run.sh` has Optuna itself choose.
@Suite struct SamplerCommandTests {
    private let search = [
        "search", "--dataset", "shapes:train=400,test=100", "--validation", "100", "--hidden", "8", "--batch-size",
        "50", "--threads", "1", "--search", "lambda=1e-5..1e-2", "--samples", "4", "--search-epochs", "2", "--sampler",
        "tpe",
    ]
    private let standIn = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/search/stand_in.py").path

    private func trials(_ folder: TemporaryFolder, _ name: String) throws -> String {
        try String(contentsOfFile: folder.path("\(name)/trials.csv"), encoding: .utf8)
    }

    @Test func anInterruptedSearchGoesOn() async throws {
        let folder = try TemporaryFolder()
        let whole = try await CommandLineRun.layerlab(
            search + ["--out", folder.path("whole"), "--confirm", "--confirm-seeds", "1", "--confirm-epochs", "1"],
            environment: ["LAYERLAB_PYTHON": standIn])
        #expect(whole.exitCode == 0 && whole.output.contains("opened 1 time(s)"), "\(whole.errors)")
        let command = search + ["--out", folder.path("again"), "--python", standIn]
        let first = try await CommandLineRun.layerlab(command, environment: ["STAND_IN": "interrupt"])
        #expect(first.exitCode == 130, "\(first.errors)")
        let known = try trials(folder, "again").split(separator: "\n")
        #expect(known.count == 3, "two trials below their headers")
        let second = try await CommandLineRun.layerlab(command)
        #expect(second.exitCode == 0, "\(second.errors)")
        #expect(try trials(folder, "again") == trials(folder, "whole"))
        #expect(try trials(folder, "whole").split(separator: "\n").count == 5)
        #expect(second.output.contains("never opened"))
        let third = try await CommandLineRun.layerlab(command.dropLast() + ["/no/python"])
        #expect(third.exitCode == 0, "what is finished asks nobody")
        let other = try await CommandLineRun.layerlab(
            search.dropLast() + ["cmaes", "--out", folder.path("again"), "--python", standIn])
        #expect(other.exitCode == 64 && other.errors.contains("another search"))
    }

    @Test func aFailureOfPythonIsOneSentence() async throws {
        let folder = try TemporaryFolder()
        let command = search + ["--out", folder.path("s"), "--quiet", "--python"]
        let crash = try await CommandLineRun.layerlab(command + [standIn], environment: ["STAND_IN": "crash"])
        #expect(crash.exitCode == 74 && crash.errors.split(separator: "\n").count == 1, "\(crash.errors)")
        #expect(crash.errors.contains("RuntimeError: the stand-in has a bug"))
        let again = try await CommandLineRun.layerlab(command + [standIn])
        #expect(again.exitCode == 0, "\(again.errors)")
    }

    @Test func aMissingPythonOrOptunaIsNamed() async throws {
        let folder = try TemporaryFolder()
        let bare = try folder.write("python", Array("#!/bin/sh\nexec python3 -I -S \"$@\"\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bare)
        for (python, part) in [(bare, "optuna is not installed"), ("/no/python", "Cannot run /no/python")] {
            let run = try await CommandLineRun.layerlab(
                search + ["--out", folder.path("s"), "--quiet", "--python", python])
            #expect(run.exitCode == 74 && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
            #expect(run.errors.contains(part) && run.errors.contains("./lab optuna"), "\(run.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("s/search.json")), "nothing bars another try")
    }

    @Test func dryRunsAskNobody() async throws {
        let run = try await CommandLineRun.layerlab(search + ["--dry-run", "--python", "/no/python"])
        #expect(run.exitCode == 0 && run.output.contains("4 trials") && run.output.contains("by tpe"), "\(run.errors)")
    }

    @Test(arguments: [
        (["--sampler", "tep"], "Did you mean 'tpe'?"), (["--ask-tell"], "contradict"), (["--halving", "2"], "--prune"),
        (["--sampler", "cmaes", "--hidden", "8..9:1,8"], "needs numbers"),
    ]) func aWrongCallGetsASentence(more: [String], part: String) async throws {
        let run = try await CommandLineRun.layerlab(search + more)
        #expect(run.exitCode == 64 && run.errors.contains(part), "\(run.errors)")
    }
}

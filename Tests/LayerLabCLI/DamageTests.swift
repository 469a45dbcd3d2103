import Foundation
import Platform
import TestSupport
import Testing

/// A run with a record of its layers, made once for all tests of the suite.
private struct Whole {
    let folder: TemporaryFolder

    static let once = Task { try await Whole() }

    init() async throws {
        folder = try TemporaryFolder()
        let run = try await CommandLineRun.layerlab(
            [
                "train", "--dataset", "spiral", "--validation", "50", "--hidden", "4", "--steps", "60", "--eval-every",
                "20",
            ]
                + ["--record-statistics", "--out", "run", "--quiet"], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
    }
}

/// Files of a run that a kill, a full disk or an editor has changed, and numbers that no machine can work off.
@Suite struct DamageTests {
    /// A place in a copy of the run, and what is done to its text.
    struct Damage: Sendable, CustomTestStringConvertible {
        let file: String
        let command: [String]
        let code: Int32
        let words: String
        let change: @Sendable (String) -> String

        var testDescription: String { "\(file): \(words)" }

        init(
            _ file: String, _ command: [String], _ code: Int32, _ words: String,
            _ change: @escaping @Sendable (String) -> String
        ) {
            (self.file, self.command, self.code, self.words, self.change) = (file, command, code, words, change)
        }
    }

    private static let curves = ["plot", "curves", "copy"]
    private static let statistics = ["plot", "statistics", "copy"]
    private static let resume = ["train", "--resume", "copy", "--quiet"]

    @Test(arguments: [
        // A line that was cut off is one that was never written.
        Damage("metrics.jsonl", curves, 0, "") { $0 + "{\"row\":{\"epoch\":3" },
        Damage("metrics.jsonl", resume, 0, "") { $0 + "{\"row\":{\"epoch\":3" },
        Damage("statistics.jsonl", resume, 0, "") { $0 + "{" },
        Damage("metrics.jsonl", curves, 65, "line 2 is no row") {
            $0.replacing(/"epoch":[0-9.]+/, with: "\"epoch\":0")
        },
        Damage("metrics.jsonl", resume, 65, "has lost the rows") { _ in "" },
        Damage("statistics.jsonl", statistics, 65, "growing steps") { $0 + $0 },
        Damage("statistics.jsonl", statistics, 65, "is damaged") { _ in "" },
        Damage("statistics.jsonl", statistics, 65, "line 1 is no row") {
            $0.replacing(/"magnitudes":\[0,/, with: "\"magnitudes\":[")
        },
        Damage("statistics.jsonl", statistics, 65, "same layers") {
            $0.replacing("layer2.W", with: "layer3.W", maxReplacements: 1)
        },
        Damage("summary.json", ["report", "copy"], 65, "is no summary of a run, or it is damaged") { _ in "" },
    ])
    func isASentence(damage: Damage) async throws {
        let whole = try await Whole.once.value.folder
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: whole.path("run"), toPath: folder.path("copy"))
        let path = folder.path("copy/\(damage.file)")
        try folder.write(
            "copy/\(damage.file)", Array(damage.change(String(contentsOfFile: path, encoding: .utf8)).utf8))
        let run = try await CommandLineRun.layerlab(damage.command, in: folder.url)
        let isNamed = damage.words.isEmpty || run.errors.contains(damage.words)
        #expect(run.exitCode == damage.code && isNamed, "\(run.exitCode): \(run.errors)")
    }

    /// A file that may grow to a few kilobytes only stands for a disk that is full.
    @Test func aFullDiskIsNamedAndTheRunGoesOn() async throws {
        let folder = try TemporaryFolder()
        let train = "'\(CommandLineRun.binary)' train --dataset spiral --validation 50 --hidden 4 --quiet"
        let printed = try await Child.run(
            "sh",
            ["-c", "(ulimit -f 40; \(train) --steps 400 --eval-every 1 --out run) >/dev/null 2>errors; echo $?"],
            package: "dash", in: folder.url)
        let errors = try String(contentsOfFile: folder.path("errors"), encoding: .utf8)
        #expect(printed == "74\n" && errors.contains("metrics.jsonl: File too large."), "\(printed)\(errors)")
        let resumed = try await CommandLineRun.layerlab(["train", "--resume", "run", "--quiet"], in: folder.url)
        #expect(resumed.exitCode == 0, "\(resumed.errors)")
    }

    @Test(
        arguments: [
            (["evaluate", "run", "--threads", "4611686018427387904"], "1 ... 1024"),
            (["bench", "gemm", "--threads", "4611686018427387904"], "1 ... 1024"),
            (["bench", "gemm", "--repeats", "9223372036854775807"], "1 ... 100000"),
            (["reproduce", "all", "--dry-run", "--seeds", "1000000000"], "1 ... 10000"),
            (["reproduce", "all", "--dry-run", "--threads", "0"], "at least 1 of each"),
            (["reproduce", "all", "--dry-run", "--jobs", "9223372036854775807"], "at most"),
            (
                ["search", "--dataset", "spiral", "--search", "lambda=1e-4..1", "--samples", "9223372036854775807"],
                "most"
            ),
            (
                [
                    "search", "--dataset", "spiral", "--dry-run", "--search", "lambda=log-grid:1e-4..1:10000",
                    "--search",
                    "eta=log-grid:1e-4..1:10000",
                ], "have 100000000 points"
            ),
            (
                [
                    "search", "--dataset", "spiral", "--search", "lambda=1e-4..1", "--confirm", "--confirm-epochs",
                    "2000000000",
                ], "--confirm-epochs"
            ),
            (["train", "--epochs", "2000000000"], "1 ... 1000000000"),
            (["plot", "curves", "run", "--out", "a\nb.svg"], "no line breaks"),
        ])
    func isRefusedBeforeAnythingIsDone(command: [String], words: String) async throws {
        let folder = try await Whole.once.value.folder
        let run = try await CommandLineRun.layerlab(command, in: folder.url)
        #expect(run.exitCode == 64 && run.errors.contains(words), "\(run.exitCode): \(run.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(!files.contains { $0.hasSuffix(".tmp") }, "\(files)")
    }
}

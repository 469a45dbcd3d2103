import Experiments
import Foundation
import Platform
import Standard
import Tensor
import TestSupport
import Testing

/// Sweeps from end to end, on the binary itself, with real workers that are really killed.
@Suite(.serialized) struct SweepCommandTests {
    let folder: TemporaryFolder
    private let jobs = min(2, ProcessInfo.processInfo.activeProcessorCount)
    private let small = "dataset: 'shapes:train=600,test=200', validation: 100, hidden: 12, batch_size: 50"

    init() throws {
        folder = try TemporaryFolder()
        // Eight runs of 61 evaluations, each of which is a moment to be killed at.
        try write(
            "sweep.yaml",
            """
            base: {\(small), steps: 2400, eval_every: 40}
            vary: {product: {lambda: [0, 0.01], activation: [relu, elu]}}
            seeds: 2
            """)
    }

    private func write(_ name: String, _ text: String) throws { try folder.write(name, Array(text.utf8)) }

    private func layerlab(_ arguments: String...) async throws -> CommandLineRun {
        try await .layerlab(arguments, in: folder.url)
    }

    private func store(_ name: String) throws -> RunStore {
        try RunStore.existing(folder.url.appendingPathComponent(name))
    }

    /// Starts the sweep, waits for so many lines about evaluations and runs, sends a signal, and returns the exit code.
    private func signal(_ signal: String, _ targets: String, afterEvents count: Int) async throws -> String {
        try await Child.run(
            "sh",
            [
                "-c",
                """
                rm -f events && mkfifo events && : >log
                '\(CommandLineRun.binary)' sweep sweep.yaml --store s.sqlite --jobs \(jobs) --verbose >out 2>events & process=$!
                exec 3<events
                seen=0
                while [ $seen -lt \(count) ] && read -r line <&3; do
                    echo "$line" >>log
                    case $line in evaluation* | [0-9]*) seen=$((seen + 1)) ;; esac
                done
                workers=$(sed -n 's/^worker \\([0-9]*\\) started.*/\\1/p' log)
                kill -\(signal) \(targets) 2>/dev/null
                cat <&3 >>log & rest=$!
                wait $process; code=$?
                # Killed processes leave no last words, and workers that outlive them hold the pipe open.
                [ \(signal) = KILL ] || wait $rest
                echo $code
                """,
            ], package: "dash", in: folder.url
        ).trimmingCharacters(in: .newlines)
    }

    @Test func killedAgainAndAgainItEndsAsIfUndisturbed() async throws {
        let plain = try await layerlab("sweep", "sweep.yaml", "--store", "plain.sqlite", "--jobs", "\(jobs)", "--quiet")
        #expect(plain.exitCode == 0, "\(plain.errors)")
        let seed = testSeed
        var random = Random.forTest(99)
        var codes: [String] = []
        let kills = ProcessInfo.processInfo.environment["LAYERLAB_TEST_KILLS"].flatMap { Int($0) } ?? 4
        for kill in 0..<kills {
            let targets = kill % 4 == 1 ? "$process" : "$process $workers"
            codes.append(try await signal("KILL", targets, afterEvents: 2 + random.integer(below: 3)))
        }
        #expect(codes.contains("137"), "seed \(seed): no kill came before the end: \(codes)")
        // Workers alone: the sweep replaces them and ends by itself.
        #expect(try await signal("KILL", "$workers", afterEvents: 2) == "0", "seed \(seed)")
        try expectEqual(store("s.sqlite"), store("plain.sqlite"), "seed \(seed)")
    }

    private func expectEqual(_ disturbed: RunStore, _ plain: RunStore, _ comment: Comment) throws {
        #expect(try disturbed.damage().isEmpty)
        let (runs, expected) = (try disturbed.runs(), try plain.runs())
        #expect(runs.count == 8 && runs.map(\.id) == expected.map(\.id))
        #expect(runs.allSatisfy { $0.state == .done } && expected.allSatisfy { $0.attempts == 1 }, comment)
        #expect(runs.contains { $0.attempts > 1 }, comment)
        for (run, other) in zip(runs, expected) {
            #expect(run.accuracy == other.accuracy && run.loss == other.loss, comment)
            #expect(try disturbed.history(of: run.id) == plain.history(of: run.id), comment)
            #expect(
                FileManager.default.contentsEqual(
                    atPath: disturbed.folder(of: run.id).model.path, andPath: plain.folder(of: run.id).model.path),
                comment)
        }
        #expect(try disturbed.testOpenings().isEmpty)
    }

    @Test func lockstepGivesTheResultsOfSeparateRuns() async throws {
        try write(
            "double.yaml",
            "base: {\(small), precision: double, steps: 60, eval_every: 10}\n"
                + "vary: {product: {lambda: [0, 0.01], activation: [relu, elu]}}")
        for (name, flags) in [("together", []), ("apart", ["--no-lockstep"])] {
            let run = try await CommandLineRun.layerlab(
                ["sweep", "double.yaml", "--store", "\(name).sqlite", "--quiet"] + flags, in: folder.url)
            #expect(run.exitCode == 0, "\(run.errors)")
        }
        let (together, apart) = (try store("together.sqlite"), try store("apart.sqlite"))
        for (run, other) in zip(try together.runs(), try apart.runs()) {
            #expect(try RunSummary.read(together.folder(of: run.id)).provenance.gemm == "lockstep")
            #expect(try RunSummary.read(apart.folder(of: run.id)).provenance.gemm == "auto")
            let (rows, others) = (try together.history(of: run.id), try apart.history(of: run.id))
            #expect(run.id == other.id && rows.map(\.step) == others.map(\.step) && rows.count == 7)
            #expect(zip(rows, others).allSatisfy { abs($0.training.loss - $1.training.loss) < 1e-9 })
        }
        // Two groups of two, or one worker's four: what they took together is no more than both workers had.
        let runs = try together.runs()
        let span = (runs.compactMap(\.ended).max() ?? 0) - (runs.compactMap(\.started).min() ?? 0)
        #expect(runs.compactMap(\.seconds).reduce(0, +) <= Double(jobs) * span)
    }

    /// A damaged checkpoint and a network that is infinite from the start are no reason for the others to fail.
    @Test func whatIsWrongWithOneRunIsNotWrongWithItsCompany() async throws {
        let deep = Array(repeating: "50", count: 20).joined(separator: ",")
        try write(
            "four.yaml",
            "base: {\(small), steps: 20, batch_norm: none}\n"
                + "vary: {list: [{lambda: 0.1}, {lambda: 0.2}, {init: 'normal:sigma=100', hidden: '\(deep)'}, {lambda: 0.4}]}"
        )
        let store = try RunStore(folder.url.appendingPathComponent("s.sqlite"))
        let specification = try SweepSpecification(yaml: URL(fileURLWithPath: folder.path("four.yaml")))
        let second = try SweepManifest(specification, registry: Standard.registry()).runs[1]
        try folder.write("s.sqlite.runs/\(second.id)/checkpoint.safetensors", [1, 2, 3])
        let run = try await layerlab("sweep", "four.yaml", "--store", "s.sqlite", "--quiet")
        #expect(run.exitCode == 4, "\(run.errors)")
        let runs = try store.runs()
        #expect(runs.map(\.state) == [.done, .failed, .failed, .done])
        #expect(runs[1].error?.contains(second.id) == true && runs[2].error?.contains("step 0") == true)
    }

    @Test func stopsCleanlyAndTheSameCommandGoesOn() async throws {
        #expect(try await signal("INT", "$process", afterEvents: 2) == "130")
        let log = try String(contentsOfFile: folder.path("log"), encoding: .utf8)
        #expect(log.contains("The same command goes on"), "\(log)")
        #expect(!log.contains("\r") && log.contains("\nevaluation"))
        #expect(try store("s.sqlite").runs().allSatisfy { $0.state != .running })
        let rest = try await layerlab("sweep", "sweep.yaml", "--store", "s.sqlite", "--quiet")
        #expect(rest.exitCode == 0 && rest.errors.isEmpty, "\(rest.errors)")
        #expect(try store("s.sqlite").progress(of: "sweep")[.done] == 8)
    }

    @Test func twoProcessesShareASweep() async throws {
        async let one = layerlab("sweep", "sweep.yaml", "--store", "s.sqlite", "--jobs", "1", "--threads", "1")
        async let two = layerlab("sweep", "sweep.yaml", "--store", "s.sqlite", "--jobs", "1", "--threads", "1")
        let codes = try await [one.exitCode, two.exitCode]
        #expect(codes == [0, 0])
        let runs = try store("s.sqlite").runs()
        #expect(runs.count == 8 && runs.allSatisfy { $0.state == .done && $0.attempts == 1 })
    }

    @Test func failuresAreCountedAndTriedAgain() async throws {
        try write(
            "bad.yaml",
            "base: {\(small), steps: 20, batch_norm: none}\n"
                + "vary: {list: [{schedule: 'constant:eta=1000000'}, {schedule: 'constant:eta=0.01'}]}")
        let command = ["sweep", "bad.yaml", "--store", "s.sqlite", "--jobs", "1"]
        let first = try await CommandLineRun.layerlab(command + ["--fail-fast"], in: folder.url)
        #expect(first.exitCode == 4 && first.errors.contains("1 of 2 runs failed"), "\(first.errors)")
        #expect(try store("s.sqlite").runs().map(\.state) == [.failed, .interrupted])
        let second = try await CommandLineRun.layerlab(command, in: folder.url)
        #expect(second.exitCode == 4, "\(second.errors)")
        #expect(try store("s.sqlite").runs().map(\.state) == [.failed, .done])
        let third = try await CommandLineRun.layerlab(command + ["--retry", "failed"], in: folder.url)
        #expect(third.exitCode == 4, "\(third.errors)")
        #expect(try store("s.sqlite").runs().map(\.attempts) == [2, 2])
    }

    @Test func aDryRunListsAndLeavesNothing() async throws {
        let run = try await layerlab("sweep", "sweep.yaml", "--store", "s.sqlite", "--dry-run")
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains("runs: 8, to do: 8, duplicates left out: 0; about "), "\(run.output)")
        #expect(run.output.split(separator: "\n").count == 11)
        #expect(!FileManager.default.fileExists(atPath: folder.path("s.sqlite")))
        for name in ["a/b", "", "a\nb"] {
            let named = try await layerlab("sweep", "sweep.yaml", "--name", name, "--dry-run")
            #expect(named.exitCode == 64 && named.errors.contains("without '/'"), "\(named.errors)")
        }
        let listed = try await layerlab("sweep", "sweep.yaml", "--dry-run", "--json")
        let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
        #expect(json?["schema"] as? String == "layerlab.sweep_plan" && (json?["runs"] as? [Any])?.count == 8)
    }

    @Test func aSweepHasAnEnd() async throws {
        let values = (1...100).map { "\(1e-6 * Double($0))" }.joined(separator: ", ")
        try write(
            "large.yaml",
            "base: {\(small)}\nvary: {product: {lambda: [\(values)], eta: [\(values)], dropout: [0, 0.1]}}")
        let run = try await layerlab("sweep", "large.yaml", "--dry-run")
        #expect(run.exitCode == 64 && run.errors.contains("have 20000 combinations"), "\(run.errors)")
        let store = try await layerlab("sweep", "sweep.yaml", "--store", "large.yaml")
        #expect(store.exitCode == 65 && !FileManager.default.fileExists(atPath: folder.path("large.yaml.runs")))
    }

    @Test(
        arguments: [
            (["sweep", "sweep.yaml", "--jobs", "4096"], 64, "jobs x threads"),
            (["sweep", "sweep.yaml", "--jobs", "0"], 64, "at least 1"),
            (["sweep", "none.yaml"], 74, "none.yaml"),
            (["ablate", "--baseline", "tutorial/shapes", "--vary", "lambda"], 64, "KEY=VALUE"),
            (["ablate", "--baseline", "tutorial/shape", "--vary", "lambda=1"], 64, "tutorial/shapes"),
            (["runs", "--store", "none.sqlite"], 74, "layerlab sweep"),
            (
                [
                    "ablate", "--baseline", "tutorial/shapes", "--set", "dataset=csv:none.csv,label=y", "--vary",
                    "lambda=1,2",
                ],
                74, "none.csv"
            ),
            (["reproduce", "D", "--data-dir", "nowhere"], 74, "nowhere"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(command: [String], code: Int32, words: String) async throws {
        let run = try await CommandLineRun.layerlab(command, in: folder.url)
        #expect(run.exitCode == code && run.errors.contains(words), "\(run.errors)")
    }

    @Test func ablatesAndLists() async throws {
        try write("base.yaml", "dataset: shapes:train=600,test=200\nvalidation: 100\nhidden: 12\nsteps: 20\n")
        let flags = [
            "ablate", "--baseline", "base.yaml", "--set", "batch-size=50", "--vary",
            "batch-norm=none,before:factor=0.5",
            "--vary", "lambda=0.005,0", "--seeds", "2", "--store", "s.sqlite", "--quiet",
        ]
        let run = try await CommandLineRun.layerlab(flags + ["--json", "--plot", "forest.svg"], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let rows = try #require(json?["rows"] as? [[String: Any]])
        #expect(
            rows.compactMap { $0["label"] as? String } == [
                "batch_norm=none", "batch_norm=before:factor=0.5", "lambda=0",
            ])
        let figure = try String(contentsOfFile: folder.path("forest.svg"), encoding: .utf8)
        #expect(figure.contains("batch_norm=before:factor=0.5"))
        let again = try await CommandLineRun.layerlab(flags + ["--markdown"], in: folder.url)
        #expect(again.output.contains("| baseline | 2 |"), "\(again.output)\(again.errors)")
        #expect(try store("s.sqlite").runs().allSatisfy { $0.attempts == 1 }, "nothing is trained twice")

        for (format, words) in [
            ("text", "run "), ("csv", "run,state,validation"), ("json", "layerlab.runs"), ("markdown", "| --- |"),
            ("latex", "batch\\_norm"),
        ] {
            let list = try await layerlab("runs", "--store", "s.sqlite", "--format", format, "--sort", "accuracy")
            #expect(list.exitCode == 0 && list.output.contains(words), "\(format): \(list.output)\(list.errors)")
        }
        let none = try await layerlab("runs", "--store", "s.sqlite", "--where", "activation=unknown")
        #expect(none.exitCode == 0 && none.errors.contains("No run of s.sqlite"), "\(none.errors)")
        let compared = try await layerlab("runs", "--store", "s.sqlite", "@best", "@last", "--compare")
        #expect(compared.exitCode == 0 && compared.output.contains("validation"), "\(compared.errors)")
    }
}

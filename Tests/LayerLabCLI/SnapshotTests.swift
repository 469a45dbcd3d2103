import Foundation
import TestSupport
import Testing

/// Models that are kept on the way, and what they decide together.
@Suite struct SnapshotTests {
    private static let small = [
        "--dataset", "shapes:train=600,test=200", "--validation", "100", "--hidden", "12", "--eval-every", "10",
        "--batch-size", "50", "--threads", "1", "--schedule", "cyclical:step_size=6", "--quiet",
    ]
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func train(_ name: String, _ more: [String]) async throws -> CommandLineRun {
        try await .layerlab(["train"] + Self.small + ["--out", folder.path(name)] + more)
    }

    private func snapshots(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path("\(name)/snapshots")).sorted()
    }

    private func content(_ path: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent(path))
    }

    @Test(
        arguments: [
            ("cycle", ["012", "024", "030"]), ("epoch", ["010", "020", "030"]),
            ("7", ["007", "014", "021", "028", "030"]),
        ])
    func areKeptWhereTheyAreAskedFor(every: String, steps: [String]) async throws {
        let run = try await train("run", ["--steps", "30", "--snapshot-every", every])
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try snapshots("run") == steps.map { "step-000\($0).safetensors" })
        #expect(try content("run/snapshots/step-000030.safetensors") == content("run/model.safetensors"))
    }

    /// The bits of a snapshot are those of a run that ends there, and none is missing after a stop between two.
    @Test func aRunThatGoesOnLeavesTheSame() async throws {
        let schedule = ["--snapshot-every", "7"]
        _ = try await train("whole", ["--steps", "30"] + schedule)
        _ = try await train("half", ["--steps", "20"] + schedule)
        #expect(
            try content("half/snapshots/step-000014.safetensors") == content("whole/snapshots/step-000014.safetensors"))
        _ = try await train("resumed", ["--steps", "30"] + schedule)
        for file in ["checkpoint.safetensors", "model.safetensors"] {
            try content("half/\(file)").write(to: folder.url.appendingPathComponent("resumed/\(file)"))
        }
        for step in ["021", "028", "030"] {
            try FileManager.default.removeItem(atPath: folder.path("resumed/snapshots/step-000\(step).safetensors"))
        }
        let resumed = try await CommandLineRun.layerlab(["train", "--resume", folder.path("resumed"), "--quiet"])
        #expect(resumed.exitCode == 0, "\(resumed.errors)")
        #expect(try snapshots("resumed") == snapshots("whole"))
        for name in try snapshots("whole") {
            #expect(try content("resumed/snapshots/\(name)") == content("whole/snapshots/\(name)"), "\(name)")
        }
    }

    @Test func severalNetworksDecideTogether() async throws {
        for (name, activation) in [("a", "relu"), ("b", "tanh")] {
            _ = try await train(name, ["--steps", "24", "--snapshot-every", "cycle", "--activation", activation])
        }
        let both = ["evaluate", folder.path("a"), "--with", folder.path("b")]
        let text = try await CommandLineRun.layerlab(both + ["--snapshots"])
        #expect(text.exitCode == 0, "\(text.errors)")
        #expect(text.output.contains("step 12") && text.output.contains("together"))
        let evaluation = try JSONDecoder().decode(
            Evaluation.self, from: Data(try await CommandLineRun.layerlab(both + ["--json"]).output.utf8))
        #expect(evaluation.members.map(\.name) == [folder.path("a"), folder.path("b")])
        for (member, name) in zip(evaluation.members, ["a", "b"]) {
            let alone = try JSONDecoder().decode(
                Evaluation.Alone.self,
                from: Data(
                    try await CommandLineRun.layerlab(["evaluate", folder.path(name), "--json"]).output.utf8))
            #expect(abs(member.metrics.loss - alone.metrics.loss) < 1e-5)
            #expect(member.metrics.accuracy == alone.metrics.accuracy)
        }
        // The logarithm is concave: the mean of probabilities loses no more than the members on average.
        let mean = evaluation.members.reduce(0) { $0 + $1.metrics.loss } / 2
        #expect(evaluation.metrics.loss <= mean && evaluation.metrics.loss > 0)
    }

    @Test(
        arguments: [
            (["--snapshot-every", "never"], "cycle, epoch or a number"),
            (["--snapshot-every", "cycle", "--schedule", "constant"], "no cycles"),
        ])
    func saysWhatIsWrong(flags: [String], words: String) async throws {
        let run = try await train("wrong", ["--steps", "10"] + flags)
        #expect(run.exitCode == 64 && run.errors.contains(words), "\(run.errors)")
    }

    @Test func saysWhereThereAreNone() async throws {
        _ = try await train("plain", ["--steps", "10"])
        let run = try await CommandLineRun.layerlab(["evaluate", folder.path("plain"), "--snapshots"])
        #expect(run.exitCode == 64 && run.errors.contains("--snapshot-every cycle"), "\(run.errors)")
    }
}

private struct Evaluation: Decodable {
    struct Figures: Decodable {
        let loss, accuracy: Double
    }

    struct Member: Decodable {
        let name: String
        let metrics: Figures
    }

    struct Alone: Decodable {
        let metrics: Figures
    }

    let metrics: Figures
    let members: [Member]
}

import Foundation
import TestSupport
import Testing

/// Networks and data that do not belong together: nothing is measured.
@Suite struct OtherDataTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file of 120 samples, those of the second class larger in every column.
    private func write(_ name: String, columns: Int, classes: [String]) throws {
        let head = (0..<columns).map { "x\($0)" } + ["label"]
        let rows = (0..<120).map { i in
            (0..<columns).map { "\(3 * (i % 2)).\((i * 7 + $0 * 3) % 10)" } + [classes[i % 2]]
        }
        let lines = ([head] + rows).map { $0.joined(separator: ",") + "\n" }
        try folder.write(name, Array(lines.joined().utf8))
    }

    private func train(_ name: String, seed: Int = 1, out: String? = nil) async throws {
        let run = try await CommandLineRun.layerlab(
            [
                "train", "--dataset", "csv:\(name).csv,label=label", "--validation", "20", "--hidden", "3", "--steps",
                "5", "--batch-size", "20", "--schedule", "constant:eta=0.1", "--threads", "1", "--seed", "\(seed)",
                "--out", out ?? name, "--quiet",
            ], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
    }

    @Test(
        arguments: [
            (["evaluate", "a", "--with", "b"], 2, ["p", "q"], "is 'p', but the network of"),
            (["evaluate", "a"], 2, ["p", "r"], "is 'r', but the network of"),
            (["predict", "a", "--split", "test"], 2, ["a", "q"], "is 'a', but the network of"),
            (["expect", "quickstart", "a", "--test"], 2, ["p", "r"], "knows it as 'q'"),
            (["expect", "quickstart", "a", "--test"], 1, ["p", "q"], "has samples of 1 values"),
        ] as [([String], Int, [String], String)])
    func areRefused(arguments: [String], columns: Int, classes: [String], words: String) async throws {
        for (name, classes) in [("a", ["p", "q"]), ("b", ["no", "yes"])] {
            try write("\(name).csv", columns: 2, classes: classes)
            try await train(name)
        }
        try write("a.csv", columns: columns, classes: classes)
        let run = try await CommandLineRun.layerlab(arguments, in: folder.url)
        #expect(run.exitCode == 65 && run.errors.contains(words), "\(run.errors)")
    }

    /// The seed draws the split of a table, so what tests one network may have trained the other.
    @Test func aMemberOfAnotherSplitIsNamed() async throws {
        try write("a.csv", columns: 2, classes: ["p", "q"])
        for seed in [1, 2] { try await train("a", seed: seed, out: "seed-\(seed)") }
        let run = try await CommandLineRun.layerlab(["evaluate", "seed-1", "--with", "seed-2"], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.errors.hasPrefix("warning: seed-2: these data are not those of the run"), "\(run.errors)")
    }

    /// Their path in the run is relative, so from elsewhere they are found in the folder that is named.
    @Test func dataThatHaveMovedAreFound() async throws {
        try write("a.csv", columns: 2, classes: ["p", "q"])
        try await train("a")
        try folder.write("moved/a.csv", Data(contentsOf: folder.url.appendingPathComponent("a.csv")))
        try FileManager.default.removeItem(atPath: folder.path("a.csv"))
        let lost = try await CommandLineRun.layerlab(["evaluate", "a"], in: folder.url)
        #expect(lost.exitCode == 74, "\(lost.errors)")
        let found = try await CommandLineRun.layerlab(["evaluate", "a", "--data-dir", "moved"], in: folder.url)
        #expect(found.exitCode == 0 && !found.errors.contains("warning"), "\(found.errors)")
    }

    @Test(arguments: ["shapes:train=20,test=5", "spiral:train=20,test=5"])
    func noPictureIsDrawnOfNoSamples(dataset: String) async throws {
        let arguments = ["data", "show", "--dataset", dataset, "--validation", "0", "--split"]
        let empty = try await CommandLineRun.layerlab(arguments + ["validation"], in: folder.url)
        #expect(empty.exitCode == 64 && empty.errors.contains("The validation split of these data is empty"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }
}

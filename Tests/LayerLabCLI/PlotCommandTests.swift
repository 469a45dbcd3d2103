import Foundation
import FoundationXML
import TestSupport
import Testing

/// What there is to draw: runs, a sweep, a search and a benchmark, made once for all tests of the suite.
private struct Drawn {
    let folder: TemporaryFolder

    static let once = Task { try await Drawn() }

    private static let small = [
        "--dataset", "shapes:train=600,test=200", "--validation", "100", "--hidden", "12,8", "--batch-size", "50",
        "--threads", "1",
    ]

    init() async throws {
        folder = try TemporaryFolder()
        let training = ["train", "--steps", "20", "--eval-every", "5", "--record-statistics"] + Drawn.small
        let plain = ["train", "--steps", "20", "--eval-every", "5"] + Drawn.small
        try await run(training + ["--out", "one"])
        try await run(plain + ["--seed", "2", "--out", "two"])
        try await run(plain + ["--activation", "elu", "--out", "elu"])
        try await run(
            training + [
                "--precision", "double", "--activation", "sigmoid", "--init", "normal:sigma=1e-5", "--batch-norm",
            ]
                + ["none", "--hidden", Array(repeating: "4", count: 60).joined(separator: ","), "--out", "faded"])
        let table = "x,y,label\n" + (0..<60).map { "\($0 % 7),\($0 % 5),\($0 % 3)\n" }.joined()
        try folder.write("table.csv", Array(table.utf8))
        try await run([
            "train", "--dataset", "csv:table.csv", "--validation", "10", "--batch-size", "10", "--steps", "4",
            "--hidden",
            "none", "--record-statistics", "--out", "table",
        ])
        try await run([
            "ablate", "--baseline", "tutorial/shapes", "--set", "dataset=shapes:train=300,test=50", "--set",
            "validation=50", "--set", "steps=6", "--set", "hidden=8", "--vary", "activation=relu,elu", "--seeds", "2",
            "--name", "ab", "--store", "store.sqlite",
        ])
        try await run([
            "search", "--dataset", "shapes:train=300,test=50", "--validation", "50", "--hidden", "8..10:2,6",
            "--batch-size",
            "50", "--search", "lambda=log:1e-5..1e-2", "--samples", "3", "--search-epochs", "1", "--fine-samples", "2",
            "--fine-epochs", "1", "--out", "search",
        ])
        let bench = try await run(["bench", "kernels", "--repeats", "1", "--json"])
        try folder.write("kernels.json", Array(bench.output.utf8))
        try folder.write("old.json", Array(bench.output.replacing("\"operations\"", with: "\"_\"").utf8))
    }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> CommandLineRun {
        let run = try await CommandLineRun.layerlab(arguments, in: folder.url)
        #expect(run.exitCode == 0, "\(arguments): \(run.errors)")
        return run
    }
}

/// Every kind of figure from end to end, on the binary itself and with gnuplot itself.
@Suite struct PlotCommandTests {
    /// The command, and texts that stand in its SVG.
    private static let kinds: [(arguments: [String], texts: [String])] = [
        (["curves", "one"], ["Loss", "Cost", "Accuracy", "Learning rate"]),
        (
            ["curves", "one", "two", "elu"],
            ["activation=relu", "activation=elu", "mean of up to 2 seeds, band: lowest to highest"]
        ),
        (["curves", "--store", "store.sqlite", "--sweep", "ab"], ["activation=relu", "activation=elu"]),
        (["rate", "one", "elu"], ["learning rate eta", "activation=elu"]),
        (["rate", "one", "table"], ["dataset=csv"]),
        (["boundary", "table", "--title", "A table"], ["A table", "validation accuracy", "boundary"]),
        (["search", "search"], ["lambda", "coarse", "fine"]),
        (["search", "search", "--key", "hidden"], ["coarse trial", "fine trial", "8,6", "10,6"]),
        (["ablation", "ab", "--store", "store.sqlite"], ["activation=elu", "one seed", "mean"]),
        (["confusion", "one"], ["validation: 100 samples, accuracy", "predicted class", "triangle"]),
        (
            ["confusion", "@best", "--store", "store.sqlite", "--split", "test", "--title", "A 100 % 'title'"],
            ["A 100 % 'title'"]
        ),
        (["statistics", "one"], ["layer 1, activations", "layer 2, gradient of W", "100 %"]),
        (["statistics", "faded"], ["layer 60, activations", "<1e-12"]),
        (["roofline", "kernels.json"], ["arithmetic intensity, FLOP/byte", "im2vec 100 x 3072", "roof: memory"]),
    ]

    @Test(arguments: kinds.indices, ["svg", "png"]) func draws(kind: Int, ending: String) async throws {
        let folder = try await Drawn.once.value.folder
        let (arguments, expected) = Self.kinds[kind]
        let name = "figure-\(kind).\(ending)"
        let run = try await CommandLineRun.layerlab(["plot"] + arguments + ["--out", name], in: folder.url)
        #expect(run.exitCode == 0 && run.output == "\(name)\n" && run.errors.isEmpty, "\(run.errors)")
        let data = try Data(contentsOf: folder.url.appendingPathComponent(name))
        guard ending == "svg" else {
            #expect(data.starts(with: [0x89, 0x50, 0x4e, 0x47]) && data.suffix(8).prefix(4) == Data("IEND".utf8))
            return
        }
        let found = try texts(in: data)
        for text in expected { #expect(found.contains { $0.contains(text) }, "\(text) is not among \(found)") }
    }

    /// The texts of an SVG, which has to be well-formed.
    private func texts(in svg: Data) throws -> [String] {
        try XMLDocument(data: svg).nodes(forXPath: "//*[local-name() = 'text']").compactMap(\.stringValue)
    }

    /// A run counts once, however often it is named.
    @Test(arguments: [(["one", "one"], nil), (["one", "two", "one"], "mean of 2 seeds")] as [([String], String?)])
    func aRunCountsOnce(runs: [String], words: String?) async throws {
        let folder = try await Drawn.once.value.folder
        let name = "once-\(runs.count).svg"
        let run = try await CommandLineRun.layerlab(["plot", "curves"] + runs + ["--out", name], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        let found = try texts(in: Data(contentsOf: folder.url.appendingPathComponent(name)))
        #expect(found.first { $0.contains("mean of") }?.prefix(15) == words.map { $0[...] }, "\(found)")
    }

    /// Runs that differ in much go by their names, for which the key has room.
    @Test func longLabelsGiveWayToNames() async throws {
        let folder = try await Drawn.once.value.folder
        let run = try await CommandLineRun.layerlab(
            ["plot", "curves", "one", "two", "table", "--out", "names.svg"], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        let found = try texts(in: Data(contentsOf: folder.url.appendingPathComponent("names.svg")))
        #expect(found.contains("one and 1 more") && found.contains("table"), "\(found)")
    }

    @Test func weightsAreAPicture() async throws {
        let folder = try await Drawn.once.value.folder
        let run = try await CommandLineRun.layerlab(["plot", "weights", "one"], in: folder.url)
        #expect(run.exitCode == 0 && run.output == "one/weights.png\n", "\(run.errors)\(run.output)")
        let data = try Data(contentsOf: folder.url.appendingPathComponent("one/weights.png"))
        #expect(data.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    }

    /// Without --out a figure stands beside what it shows.
    @Test(arguments: [
        (["confusion", "one"], "one/confusion.svg"), (["curves", "one", "elu"], "curves.svg"),
        (["ablation", "ab", "--store", "store.sqlite"], "ab-ablation.svg"),
        (["search", "search"], "search/search.svg"),
        (["rate", "--store", "store.sqlite", "--sweep", "ab"], "ab-rate.svg"),
    ]) func hasAPlaceOfItsOwn(arguments: [String], place: String) async throws {
        let folder = try await Drawn.once.value.folder
        let run = try await CommandLineRun.layerlab(["plot"] + arguments, in: folder.url)
        #expect(run.exitCode == 0 && run.output == "\(place)\n", "\(run.errors)\(run.output)")
        #expect(FileManager.default.fileExists(atPath: folder.path(place)))
    }

    @Test func rooflineReadsStandardInput() async throws {
        let folder = try await Drawn.once.value.folder
        let json = try String(contentsOfFile: folder.path("kernels.json"), encoding: .utf8)
        let run = try await CommandLineRun.layerlab(
            ["plot", "roofline", "--out", "in.svg"], input: json, in: folder.url)
        #expect(run.exitCode == 0 && run.output == "in.svg\n", "\(run.errors)")
    }

    @Test(
        arguments: [
            (["curves", "none"], 74, "There is no run in none"),
            (["curves", "fade"], 74, "There is no run in fade"),
            (["curves"], 64, "No run is named"),
            (["curves", "one", "--out", "a.pdf"], 64, "ends neither in .svg nor in .png"),
            (["curves", "one", "--out", "no/a.svg"], 74, "its folder does not exist"),
            (["confusion", "ffff", "--store", "store.sqlite"], 64, "No run's id begins with 'ffff'"),
            (["confusion", "@best"], 74, "There is no store in"),
            (["boundary", "@best", "--store", "store.sqlite"], 64, "samples of 2 values"),
            (["boundary", "table", "--out", "a.pdf"], 64, "ends neither in .svg nor in .png"),
            (["confusion", "one", "--split", "tset"], 64, "tset"),
            (["statistics", "two"], 64, "train it anew with --record-statistics"),
            (["statistics", "table"], 64, "no hidden layers"),
            (["weights", "table"], 64, "was not trained on images"),
            (["weights", "one", "--out", "a.svg"], 64, ".png"),
            (["ablation", "ba", "--store", "store.sqlite"], 64, "Did you mean 'ab'"),
            (["curves", "--sweep", "ac", "--store", "store.sqlite"], 64, "sweep"),
            (["search", "one"], 74, "it holds no search.json"), (["search", "search", "--key", "eta"], 64, "lambda"),
            (["roofline", "one/summary.json"], 65, "is no benchmark"), (["roofline", "old.json"], 64, "write it anew"),
            (["roofline", "none.json"], 74, "none.json"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(arguments: [String], code: Int32, words: String) async throws {
        let folder = try await Drawn.once.value.folder
        let run = try await CommandLineRun.layerlab(["plot"] + arguments, in: folder.url)
        #expect(run.exitCode == code && run.output.isEmpty, "\(run.errors)\(run.output)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func aMissingGnuplotIsNamed() async throws {
        let folder = try await Drawn.once.value.folder
        let run = try await CommandLineRun.layerlab(
            ["plot", "curves", "one", "--out", "never.svg"], environment: ["PATH": "/nowhere"], in: folder.url)
        #expect(run.exitCode == 74 && run.errors.contains("apt-get install gnuplot-nox"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("never.svg")))
    }

    /// What a run leaves is the same to the bit, but for the record and the setting that asks for it.
    @Test func recordingLeavesTheRunAsItIs() async throws {
        let folder = try await Drawn.once.value.folder
        let config = try String(contentsOfFile: folder.path("one/config.yaml"), encoding: .utf8)
        #expect(config.contains("record_statistics"))
        try folder.write("plain.yaml", Array(config.replacing(/record_statistics.*\n/, with: "").utf8))
        let run = try await CommandLineRun.layerlab(
            ["train", "--config", "plain.yaml", "--out", "plain", "--quiet"], in: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        for file in ["model.safetensors", "checkpoint.safetensors", "history.csv", "metrics.jsonl"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder.path("one/\(file)"), andPath: folder.path("plain/\(file)")),
                "\(file)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("plain/statistics.jsonl")))
        let plain = try String(contentsOfFile: folder.path("plain/config.yaml"), encoding: .utf8)
        #expect(!plain.contains("record_statistics"), "the ids of stored runs stay what they are")
    }

    /// As after a kill at the evaluation of step 10: what was recorded beyond it is made again.
    @Test func aResumedRunRecordsOn() async throws {
        let folder = try await Drawn.once.value.folder
        try FileManager.default.copyItem(atPath: folder.path("one"), toPath: folder.path("resumed"))
        let half = try await CommandLineRun.layerlab(
            ["train", "--config", "one/config.yaml", "--steps", "10", "--out", "half", "--quiet"], in: folder.url)
        #expect(half.exitCode == 0, "\(half.errors)")
        for file in ["checkpoint.safetensors", "model.safetensors"] {
            try folder.write("resumed/\(file)", Data(contentsOf: folder.url.appendingPathComponent("half/\(file)")))
        }
        let run = try await CommandLineRun.layerlab(["train", "--resume", "resumed"], in: folder.url)
        #expect(run.exitCode == 0 && run.errors.contains("continuing after step 10"), "\(run.errors)")
        let records = try ["one", "resumed"].map {
            try String(contentsOfFile: folder.path("\($0)/statistics.jsonl"), encoding: .utf8)
        }
        #expect(records[0] == records[1])
        #expect(records[0].matches(of: /"step":(\d+)/).map(\.output.1) == ["0", "5", "10", "15", "20"])
    }
}

import Foundation
import TestSupport
import Testing

/// Pages of runs and sweeps; Tests/Browser opens them in a browser.
@Suite(.serialized) struct ReportCommandTests {
    private static let network = [
        "--dataset", "shapes:train=600,test=200", "--validation", "100", "--hidden", "12", "--batch-size", "50",
        "--steps", "20", "--eval-every", "10", "--threads", "1", "--quiet",
    ]
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func layerlab(_ arguments: String...) async throws -> CommandLineRun {
        try await .layerlab(arguments, in: folder.url)
    }

    /// The run that a page says to be the best.
    private func id(of page: String) throws -> Substring {
        try #require(page.firstMatch(of: /layerlab report (\w+) --store/)).output.1
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    /// The settings in a page start the run again, to the same bits.
    @Test func aRunCanBeDoneAgainFromItsPage() async throws {
        _ = try await CommandLineRun.layerlab(["train"] + Self.network + ["--out", "run"], in: folder.url)
        let report = try await layerlab("report", "run")
        #expect(report.exitCode == 0 && report.errors.contains("report.html"), "\(report.errors)")
        let page = try text("run/report.html")
        #expect(page.contains("Most wrong") && page.contains("class=\"gallery\"") && page.contains("svg+xml"))
        let yaml = try #require(page.firstMatch(of: /<code>(# layerlab [^<]*)<\/code>/)).output.1
        try folder.write("run.yaml", Array(yaml.replacing("&quot;", with: "\"").utf8))
        let again = try await layerlab("train", "--config", "run.yaml", "--out", "again", "--quiet")
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder.path("run/model.safetensors"), andPath: folder.path("again/model.safetensors")))
    }

    @Test func aSweepAndItsBestRunHavePages() async throws {
        let settings = [
            "dataset=shapes:train=600,test=200", "validation=100", "hidden=12", "schedule=constant", "epochs=1",
        ]
        let ablation = try await CommandLineRun.layerlab(
            ["ablate", "--baseline", "tutorial/shapes"] + settings.flatMap { ["--set", $0] } + [
                "--vary", "activation=relu,tanh", "--seeds", "2", "--store", "s.sqlite", "--name", "parts", "--quiet",
            ], in: folder.url)
        #expect(ablation.exitCode == 0, "\(ablation.errors)")
        let report = try await layerlab("report", "parts", "--store", "s.sqlite", "--json")
        #expect(report.exitCode == 0 && report.output.contains("layerlab.report"), "\(report.errors)")
        let page = try text("parts.html")
        #expect(page.contains("activation=tanh") && page.contains("list:") && !page.contains("Failed"))
        let best = try await layerlab("report", "@best", "--store", "s.sqlite", "--out", "best.html")
        #expect(best.exitCode == 0, "\(best.errors)")
        #expect(try text("best.html").contains("Do it again"))
        #expect(page.contains("report \(try id(of: page)) --store s.sqlite"))
        let split = try await layerlab("report", "parts", "--store", "s.sqlite", "--split", "test")
        #expect(split.exitCode == 64 && split.errors.contains("leave --split out"), "\(split.errors)")
        let unknown = try await layerlab("report", "part", "--store", "s.sqlite")
        #expect(unknown.exitCode == 64 && unknown.errors.contains("parts"), "\(unknown.errors)")
    }

    /// Without samples held out nothing is said of validation, and nothing is chosen by it.
    @Test func aRunWithoutValidationIsReportedOnTraining() async throws {
        let blind = Self.network.filter { $0 != "--quiet" }.map { $0 == "100" ? "0" : $0 }
        let train = try await CommandLineRun.layerlab(["train"] + blind + ["--out", "blind"], in: folder.url)
        #expect(train.exitCode == 0 && train.output.contains("last training"), "\(train.errors)")
        #expect(!train.output.contains("validation") && !train.output.contains("best"), "\(train.output)")
        #expect(train.errors.contains("0 validation") && !train.errors.contains(" / "), "\(train.errors)")
        let report = try await layerlab("report", "blind")
        #expect(report.exitCode == 0, "\(report.errors)")
        let page = try text("blind/report.html")
        #expect(page.contains("of the training samples correctly; no samples were held out"))
        #expect(page.contains("On the 600 training samples.") && !page.contains("last validation"))
        #expect(try !text("blind/curves.svg").contains(">validation<"))
        let asked = try await layerlab("report", "blind", "--split", "validation")
        #expect(asked.exitCode == 64 && asked.errors.contains("split of this run is empty"), "\(asked.errors)")
        let best = try await CommandLineRun.layerlab(
            ["train"] + blind + ["--keep", "best", "--out", "best"], in: folder.url)
        #expect(best.exitCode == 64 && best.errors.contains("--validation is 0"), "\(best.errors)")
    }

    /// Whatever is asked of a sweep whose runs have all failed says why they did.
    @Test func aSweepWithoutResultsSaysWhy() async throws {
        let text = """
            base: {dataset: "spiral:train=600,test=200", validation: 100, hidden: 8, batch_norm: none, epochs: 3,
                   schedule: "constant:eta=1e6"}
            seeds: 2
            """
        try folder.write("wild.yaml", Array(text.utf8))
        let sweep = try await layerlab("sweep", "wild.yaml", "--store", "in/s.sqlite", "--quiet")
        #expect(sweep.exitCode == 4, "\(sweep.errors)")
        for asked in [["report", "wild"], ["plot", "ablation", "wild"], ["plot", "curves", "--sweep", "wild"]] {
            let run = try await CommandLineRun.layerlab(asked + ["--store", "in/s.sqlite"], in: folder.url)
            #expect(run.exitCode == 64 && run.errors.contains("2 of 2 failed"), "\(asked): \(run.errors)")
            #expect(run.errors.contains("The loss became") && run.errors.contains("--retry failed"), "\(run.errors)")
        }
    }

    @Test(
        arguments: [
            (["nothing/here"], 74, "config.yaml"), (["nothing"], 74, "neither a folder"),
            (["run", "--out", "page.pdf"], 64, ".html"), (["run", "--split", "none"], 64, "split"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(arguments: [String], code: Int32, words: String) async throws {
        let run = try await CommandLineRun.layerlab(["report"] + arguments, in: folder.url)
        #expect(run.exitCode == code && run.errors.contains(words), "\(run.errors)")
    }
}

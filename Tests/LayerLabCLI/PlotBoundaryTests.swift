import Foundation
import TestSupport
import Testing

/// Points in the plane: from `data show` over `train` to `plot boundary`.
@Suite struct PlotBoundaryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: [String]) async throws -> CommandLineRun {
        let run = try await CommandLineRun.layerlab(arguments)
        #expect(run.exitCode == 0, "\(arguments): \(run.errors)")
        return run
    }

    /// The titles of the panels of a picture.
    private func titles(_ name: String) throws -> [String] {
        try String(contentsOf: folder.url.appendingPathComponent(name), encoding: .utf8)
            .matches(of: />((?:step \d+, )?validation accuracy [\d.]+ %)</).map { String($0.output.1) }
    }

    private func accuracy(_ hidden: String, _ more: [String] = []) async throws -> Double {
        let path = folder.path(hidden)
        _ = try await run(
            ["train", "--preset", "tutorial/spiral", "--hidden", hidden, "--out", path, "--quiet", "--threads", "1"]
                + more)
        let text = try await run(["evaluate", path, "--json"]).output
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require((object?["metrics"] as? [String: Any])?["accuracy"] as? Double)
    }

    @Test func aSpiralNeedsHiddenLayers() async throws {
        #expect(try await accuracy("none") < 0.7)
        #expect(try await accuracy("20,20", ["--snapshot-every", "50"]) > 0.95)
        _ = try await run(["plot", "boundary", folder.path("none")])
        #expect(try titles("none/boundary.svg").count == 1)
        let deep = folder.path("20,20")
        _ = try await run(["plot", "boundary", deep])
        let steps = try titles("20,20/boundary.svg").compactMap { $0.split(separator: ",").first }
        #expect(steps.count == 9 && steps.first == "step 50" && steps.last == "step 1000", "\(steps)")
        _ = try await run(["plot", "boundary", deep, "--steps", "100,50", "--out", folder.path("a.svg")])
        #expect(try titles("a.svg").map { $0.prefix(8) } == ["step 100", "step 50,"])
        _ = try await run(["plot", "boundary", deep, "--panels", "1", "--out", folder.path("b.svg")])
        #expect(try titles("b.svg").map { $0.prefix(9) } == ["step 1000"])
        let wrong = try await CommandLineRun.layerlab(["plot", "boundary", deep, "--steps", "70"])
        #expect(wrong.exitCode == 64 && wrong.errors.contains("--steps names 70"), "\(wrong.errors)")
    }

    /// A step that blows up is found by the loss of the next one, when its snapshot is kept already.
    @Test func aRunThatDivergedIsDrawnUpToThere() async throws {
        let path = folder.path("diverged")
        let train = try await CommandLineRun.layerlab(
            ["train", "--dataset", "spiral:train=600,test=200", "--validation", "100", "--hidden", "20", "--out", path]
                + ["--batch-norm", "none", "--schedule", "constant", "--eta", "1e6", "--epochs", "3", "--threads", "1"]
                + ["--snapshot-every", "1", "--quiet"])
        #expect(train.exitCode == 3)
        let figure = ["plot", "boundary", path, "--out", folder.path("diverged.svg")]
        let all = try await CommandLineRun.layerlab(figure)
        #expect(all.exitCode == 3 && all.errors.contains("the model of step 4"), "\(all.errors)")
        _ = try await run(figure + ["--steps", "1,2"])
    }

    /// Whoever draws or reports a run on data that have changed since is told so, on the page as well.
    @Test func changedDataAreTold() async throws {
        let rows = (0..<60).map { "\($0 % 7),\($0 % 5),\($0 % 3)\n" }
        let table = try folder.write("table.csv", Array(("x,y,label\n" + rows.joined()).utf8))
        let path = folder.path("table")
        _ = try await run(
            ["train", "--dataset", "csv:\(table),label=label", "--validation", "10", "--batch-size", "10"]
                + ["--steps", "4", "--out", path, "--quiet"])
        let commands = [["plot", "boundary", path], ["plot", "confusion", path], ["report", path]]
        for command in commands { #expect(try await !run(command).errors.contains("not those of the run")) }
        try folder.write("table.csv", Array(("x,y,label\n" + rows.dropFirst(3).joined()).utf8))
        for command in commands {
            let told =
                command[0] == "report"
                ? try await {
                    _ = try await run(command); return try page(path)
                }() : try await run(command).errors
            #expect(told.contains("these data are not those of the run"), "\(command)")
        }
    }

    private func page(_ run: String) throws -> String {
        try String(contentsOfFile: run + "/report.html", encoding: .utf8)
    }

    @Test func refusesImagesAndWrongChoices() async throws {
        let path = folder.path("images")
        _ = try await run(
            ["train", "--dataset", "shapes:train=60,test=10", "--validation", "10", "--hidden", "5"]
                + ["--batch-size", "10", "--steps", "3", "--schedule", "constant", "--out", path, "--quiet"])
        let refused = try await CommandLineRun.layerlab(["plot", "boundary", path])
        #expect(refused.exitCode == 64 && refused.errors.contains("spiral, circles, xor, gaussians"))
        for (flags, words) in [
            (["--steps", "1", "--panels", "2"], "contradict"), (["--steps", "1,x"], "separated by commas"),
            (["--panels", "0"], "1 ... 25"), (["--samples", "9999"], "0 ... 5000"), (["--steps", "3"], "no snapshots"),
        ] {
            let wrong = try await CommandLineRun.layerlab(["plot", "boundary", path] + flags)
            #expect(wrong.exitCode == 64, "\(flags)")
            // Images are refused first.
            #expect(wrong.errors.contains(words) || flags == ["--steps", "3"], "\(wrong.errors)")
        }
    }

    @Test(arguments: ["spiral", "circles:classes=4", "xor", "gaussians:separation=2"])
    func dataShowScatters(dataset: String) async throws {
        let shown = try await run(["data", "show", "--dataset", dataset, "--grid", folder.path("a.svg")])
        #expect(shown.output.contains("class") && shown.errors.contains("picture"))
        let svg = try String(contentsOf: folder.url.appendingPathComponent("a.svg"), encoding: .utf8)
        for words in [">\(dataset),", "seed 1: 500 of 1000 training samples<"] {
            #expect(svg.contains(words), "\(words)")
        }
        let checked = try await run(["data", "check", "--dataset", dataset])
        #expect(checked.output.contains("constant dimensions: 0"))
    }
}

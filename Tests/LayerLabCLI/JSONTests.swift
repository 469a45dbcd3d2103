import Foundation
import TestSupport
import Testing

/// Whatever offers JSON names its schema and version.
@Suite struct JSONTests {
    @Test(
        arguments: [
            ["list"], ["list", "schedule"], ["describe", "silu:beta=2"], ["describe", "elu", "--plot", "PLOT"],
            ["presets"], ["presets", "quickstart"], ["doctor"],
            ["train", "--print-config"], ["explain"], ["explain", "lambda"],
            ["data", "show", "--dataset", "xor", "--grid", "GRID"],
            ["data", "check", "--dataset", "shapes:train=100,test=20", "--validation", "10"],
            ["data", "show", "--dataset", "shapes:train=100,test=20", "--validation", "10", "--grid", "GRID"],
            ["lr-find", "--dataset", "shapes:train=200,test=20", "--validation", "10", "--plot", "PLOT"],
        ])
    func namesItsSchema(command: [String]) async throws {
        let folder = try TemporaryFolder()
        let names = ["GRID": folder.path("grid.png"), "PLOT": folder.path("plot.svg")]
        let run = try await CommandLineRun.layerlab(command.map { names[$0] ?? $0 } + ["--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect((object?["schema"] as? String)?.hasPrefix("layerlab.") == true)
        #expect(object?["version"] as? Int == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(files.count == (command.contains { names[$0] != nil } ? 1 : 0))
    }

    @Test(
        arguments: [
            (["list", "activatoin"], 64, "activation"), (["presets", "quick"], 64, "quickstart"),
            (["data", "fetch", "mnist"], 64, "cifar10"), (["data", "show", "--count", "0"], 64, "1 ... 2000"),
            (["data", "show", "--dataset", "shapes", "--grid", "/no/where.png"], 74, "/no/where.png"),
            (["data", "check", "--dataset", "shapes:train=x"], 64, "train is 'x'"),
            (["lr-find", "--from", "1", "--to", "0.1"], 64, "--from"),
            (["trian", "--preset", "quickstart"], 64, "Did you mean 'train'?"), (["data", "shwo"], 64, "'show'"),
            (["train", "--lambda", "-1"], 64, "lambda is '-1'"),
            (["bench", "step", "--repeats", "0"], 64, "1 ... 100000"), (["bench", "gemm", "--layer", "9"], 64, "'9'"),
            (["bench", "gemm", "--layer", "9x0"], 64, "has the size 0"),
            (["bench", "gemm", "--batch-size", "9"], 64, "--layer"),
            (["data", "show", "--dataset", "shapes", "--grid", "x.jpg"], 64, "ends in .png"),
            (["grade", "some.yaml", "--print-seed"], 64, "--student"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(command: [String], code: Int32, words: String) async throws {
        let run = try await CommandLineRun.layerlab(command)
        #expect(run.exitCode == code, "\(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }
}

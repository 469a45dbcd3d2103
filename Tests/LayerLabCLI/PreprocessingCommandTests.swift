import Data
import Foundation
import Tensor
import TestSupport
import Testing

/// Runs with `--normalize`, from training over evaluation and prediction to resuming.
@Suite struct PreprocessingCommandTests {
    let folder: TemporaryFolder

    /// Images of 5 x 4 in two classes, one with its upper half bright.
    init() throws {
        folder = try TemporaryFolder()
        var random = Random.forTest()
        for number in 0..<80 {
            let isBright = number % 2 == 0
            let pixels = (0..<60).map { UInt8((isBright && $0 < 30 ? 150 : 60) + random.integer(below: 80)) }
            let image = PixelImage(width: 5, height: 4, channels: 3, pixels: pixels)
            try folder.write("images/\(isBright ? "bright" : "dark")/\(number).png", image.pngData())
        }
    }

    private func train(_ normalize: String, into name: String, steps: Int = 20) async throws -> CommandLineRun {
        try await .layerlab([
            "train", "--dataset", "images:\(folder.path("images"))", "--validation", "8", "--hidden", "6", "--schedule",
            "constant:eta=0.05", "--batch-size", "10", "--eval-every", "10", "--steps", "\(steps)", "--normalize",
            normalize, "--out", folder.path(name),
        ])
    }

    @Test(arguments: ["zca:epsilon=0.5", "per_channel", "none"])
    func goesFromTrainingToPrediction(normalize: String) async throws {
        let run = try await train(normalize, into: "run", steps: 200)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.errors.contains("eigenvectors") == normalize.hasPrefix("zca"))
        let evaluation = try await CommandLineRun.layerlab(["evaluate", folder.path("run")])
        #expect(evaluation.exitCode == 0 && evaluation.output.contains("accuracy 100.00 %"), "\(evaluation.output)")
        let prediction = try await CommandLineRun.layerlab(
            ["predict", folder.path("run"), folder.path("images/dark/1.png"), "--top", "1"])
        #expect(prediction.output.contains("dark"), "\(prediction.output)\(prediction.errors)")
    }

    @Test func whiteningIsTakenFromTheModelOnResuming() async throws {
        _ = try await train("zca", into: "straight")
        _ = try await train("zca", into: "run", steps: 10)
        let config = try String(contentsOfFile: folder.path("straight/config.yaml"), encoding: .utf8)
        try folder.write("run/config.yaml", Array(config.utf8))
        let resumed = try await CommandLineRun.layerlab(["train", "--resume", folder.path("run"), "--threads", "2"])
        #expect(resumed.exitCode == 0 && !resumed.errors.contains("eigenvectors"), "\(resumed.errors)")
        for file in ["model.safetensors", "checkpoint.safetensors"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder.path("run/\(file)"), andPath: folder.path("straight/\(file)")), "\(file)")
        }
    }

    /// The old name of a preprocessing means the same.
    @Test func aliasesGiveTheSameModel() async throws {
        _ = try await train("per_dimension", into: "old")
        _ = try await train("standardize", into: "new")
        let config = try String(contentsOfFile: folder.path("old/config.yaml"), encoding: .utf8)
        #expect(config.contains("normalize: standardize"))
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder.path("old/model.safetensors"), andPath: folder.path("new/model.safetensors")))
    }

    @Test func anUnknownOneBringsTheNearest() async throws {
        let run = try await train("standardise", into: "run")
        #expect(run.exitCode == 64 && run.errors.contains("Did you mean 'standardize'?"), "\(run.errors)")
    }
}

import Foundation
import TestSupport
import Testing

/// `check-gradients` and `sanity` from end to end.
@Suite struct VerificationCommandTests {
    private static let small = [
        "--dataset", "shapes:train=600,test=100", "--validation", "100", "--hidden", "8,7", "--batch-size", "20",
        "--lambda", "0.01", "--threads", "1",
    ]

    private func check(_ more: [String], _ network: [String] = small) async throws -> CommandLineRun {
        try await .layerlab(["check-gradients"] + network + more)
    }

    @Test func rightGradientsPassInATable() async throws {
        let run = try await check(["--h", "1e-4,1e-5", "--dimensions", "30"])
        #expect(run.exitCode == 0, "\(run.errors)")
        for text in [
            "tensor", "h=1e-04", "h=1e-05", "layer1.W", "8 x 30", "layer3.b",
            "zero: layer1.b, layer2.b: batch norm behind",
            "passed: the worst tensor",
        ] {
            #expect(run.output.contains(text), "\(text)")
        }
    }

    @Test func aFaultIsFoundAndExplained() async throws {
        let run = try await check(["--inject", "swap_gamma_and_beta", "--dimensions", "30"])
        #expect(run.exitCode == 2)
        #expect(run.output.contains("DIFFERS") && run.output.contains("FAILED"))
        #expect(
            run.errors.contains(
                "4 of 10 tensors differ from their numeric gradients: layer1.gamma, layer1.beta, layer2.gamma"))
        let solution = try await CommandLineRun.layerlab(["check-gradients", "--solution", "swap_gamma_and_beta"])
        #expect(solution.exitCode == 0 && solution.output.contains("dgamma = sum(dY * xhat)"))
    }

    @Test func aFaultThatCannotShowSaysSo() async throws {
        let run = try await check(
            ["--inject", "epsilon_outside_root", "--batch-norm", "before:epsilon=1e-12", "--dimensions", "30"])
        #expect(run.exitCode == 0 && run.output.contains("the fault does not show here"), "\(run.output)")
        let identity = try await check(["--inject", "skip_activation", "--activation", "identity"])
        #expect(identity.exitCode == 64 && identity.errors.contains("other than the identity"))
    }

    @Test func aStepThatMovesNothingDecidesNothing() async throws {
        let run = try await check(["--h", "1e-300", "--dimensions", "5"])
        #expect(run.exitCode == 2)
        #expect(run.errors.contains("could be compared") && run.errors.contains("--h"))
    }

    @Test func everyRegisteredNetworkIsSurveyed() async throws {
        let run = try await CommandLineRun.layerlab(
            ["check-gradients", "--all", "--h", "1e-5", "--samples", "1", "--augment", "gaussian_noise"])
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains("1 entries of each tensor") && run.output.contains("passed: 132 networks"))
    }

    @Test func theReportIsJSON() async throws {
        let run = try await check(["--json", "--method", "complex", "--dimensions", "10"])
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect(object?["schema"] as? String == "layerlab.gradient_check")
        #expect(object?["passed"] as? Bool == true)
        let tensors = try #require(object?["tensors"] as? [[String: Any]])
        #expect(tensors.count == 10)
        #expect(tensors[0]["steps"] != nil && tensors[0]["floatDeviation"] != nil)
    }

    @Test func theErrorIsPlottedAgainstTheStep() async throws {
        let folder = try TemporaryFolder()
        let run = try await check(["--dimensions", "10", "--plot", folder.path("steps.svg"), "--activation", "tanh"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let figure = try String(contentsOfFile: folder.path("steps.svg"), encoding: .utf8)
        for name in ["centered, double", "forward, double", "complex, double", "centered, float", "step h"] {
            #expect(figure.contains(name), "\(name)")
        }
    }

    @Test(
        arguments: [
            (["--inject", "swap_gama_and_beta"], "swap_gamma_and_beta"), (["--method", "centred"], "centered"),
            (["--h", "0"], "--h"), (["--h", "1e-5,,2"], "--h"), (["--dimensions", "4000"], "1 ... 3072"),
            (["--samples", "0"], "--samples"), (["--floor", "-1"], "--floor"),
            (["--inject", "drop_mean_term", "--batch-norm", "none"], "--batch-norm before"),
            (["--all", "--dimensions", "3"], "--hidden"), (["--plot", "steps.pdf"], ".svg or .png"),
            (["--method", "complex", "--h", "1e-300"], "1e-200"),
        ])
    func aWrongCallNamesTheRightOne(arguments: [String], text: String) async throws {
        let run = try await check(arguments)
        #expect(run.exitCode == 64, "\(run.errors)")
        #expect(run.errors.contains(text), "\(run.errors)")
    }

    @Test func sanitySaysWhatIsSoundAndWhatIsNot() async throws {
        let sound = try await CommandLineRun.layerlab(["sanity"] + Self.small + ["--hidden", "20,15"])
        #expect(sound.exitCode == 0, "\(sound.output)\(sound.errors)")
        #expect(sound.output.split(separator: "\n").count { $0.hasPrefix("ok ") } == 6)
        let loud = try await CommandLineRun.layerlab(
            ["sanity", "--init", "normal:sigma=2", "--max-steps", "1", "--json"] + Self.small)
        #expect(loud.exitCode == 2)
        #expect(loud.output.contains("layerlab.sanity"))
        #expect(loud.errors.contains("'loss at the start'") && loud.errors.contains("by heart'"))
    }
}

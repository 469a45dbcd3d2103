import Benchmarks
import TestSupport
import Testing

@Suite struct MeasurementTests {
    @Test func hasMedianAndSpread() {
        let time = Measurement([5, 1, 4, 2, 3])
        #expect(time.seconds == [1, 2, 3, 4, 5])
        #expect(time.median == 3 && time.lowest == 1)
        // The quartiles are 2 and 4.
        #expect(abs(time.spread - 1.0 / 3) < 1e-15)
        #expect(Measurement([1, 2]).median == 1.5)
        #expect(Measurement([7]).spread == 0)
    }

    @Test func repeatsItsWorkOftenEnough() throws {
        var calls = 0
        let time = try Measurement.of(repeats: 3, shortest: 0) { calls += 1 }
        #expect(time.seconds.count == 3)
        // One stretch goes first and is not counted.
        #expect(calls == 4)
    }

    @Test func aRowIsReadAgainstThePeak() {
        let row = BenchmarkRow("a", shape: "b", Measurement([2]), operations: 10, bytes: 6, peak: 20)
        #expect(row.operationsPerSecond == 5 && row.bytesPerSecond == 3 && row.rooflineShare == 0.25)
        let bare = BenchmarkRow("a", shape: "b", Measurement([2]))
        #expect(bare.operationsPerSecond == nil && bare.bytesPerSecond == nil && bare.rooflineShare == nil)
    }

    @Test func growthIsTheSlopeOfTheLogarithms() {
        func exponent(_ power: (Double) -> Double) -> Double {
            let values = [1, 2, 4, 8]
            return ScalingBenchmark.Series(name: "", values: values, seconds: values.map { power(Double($0)) }).exponent
        }
        #expect(abs(exponent { 3 * $0 } - 1) < 1e-12)
        #expect(abs(exponent { 5 * $0 * $0 } - 2) < 1e-12)
        #expect(abs(exponent { 1 / $0 } + 1) < 1e-12)
    }
}

/// The subcommands from end to end, on little work; no time is judged.
@Suite struct BenchCommandTests {
    @Test(
        arguments: [
            (["kernels"], "im2vec"), (["step", "--hidden", "10", "--batch-size", "10"], "whole step"),
            (["gemm", "--precision", "double"], "openblas"),
            (
                [
                    "epoch", "--dataset", "shapes:train=300,test=100", "--validation", "100", "--hidden", "5",
                    "--batch-size", "20",
                ], "epoch_seconds"
            ),
        ])
    func printsItsRowsAsJSON(arguments: [String], word: String) async throws {
        let run = try await CommandLineRun.layerlab(["bench"] + arguments + ["--repeats", "1", "--json", "--quiet"])
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains("\"schema\" : \"layerlab.") && run.output.contains(word))
        #expect(run.output.contains("floatPeak"))
    }

    @Test func aWrongPrecisionIsRefused() async throws {
        let run = try await CommandLineRun.layerlab(["bench", "gemm", "--precision", "half"])
        #expect(run.exitCode == 64 && run.errors.contains("double"))
    }
}

import Components
import Exports
import Foundation
import Platform
import Standard
import Tensor
import TestSupport
import Testing

/// Exported source, compiled and held against the library.
@Suite struct SourceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Every activation as it is registered, and those whose options change the formula.
    static let activations: [String] =
        ((try? Standard.registry().names(.activation)) ?? [])
        + ["leaky_relu:slope=0.3", "elu:alpha=0.5", "silu:beta=2", "gelu:approximate=true"]
    static let placements: [String] = ((try? Standard.registry().names(.placement)) ?? []) + ["before:epsilon=0.1"]

    @Test(arguments: activations, placements) func cSaysTheSame(activation: String, placement: String) async throws {
        let example = try ExampleNetwork<Float>(activation: activation, placement: placement)
        let program = try await ClassifierProgram.c(example.graph.cSource(on: Backend(threads: 1)), in: folder.url)
        example.expect(try await program.classify(["--raw"], input: example.bytes), within: 2e-6)
    }

    /// In double precision there is no rounding that a wrong digit could hide behind.
    @Test(arguments: activations) func cSaysTheSameInDoublePrecision(activation: String) async throws {
        let example = try ExampleNetwork<Double>(activation: activation, placement: "after", asBytes: false)
        let program = try await ClassifierProgram.c(example.graph.cSource(on: Backend(threads: 1)), in: folder.url)
        example.expect(try await program.classify(input: Array(example.lines.utf8)), within: 1e-12)
    }

    @Test(arguments: ["none", "standardize", "per_channel", "zca:epsilon=0.1"])
    func cNormalizesItsInputs(normalize: String) async throws {
        let example = try ExampleNetwork<Float>(activation: "relu", placement: "before", normalize: normalize)
        let program = try await ClassifierProgram.c(example.graph.cSource(on: Backend(threads: 1)), in: folder.url)
        example.expect(try await program.classify(["--raw"], input: example.bytes), within: 2e-6)
        example.expect(try await program.classify(input: Array(example.lines.utf8)), within: 2e-6)
    }

    @Test func aLinearClassifierHasNoActivation() async throws {
        let example = try ExampleNetwork<Float>(activation: "relu", placement: "none", hidden: [])
        let program = try await ClassifierProgram.c(example.graph.cSource(on: Backend(threads: 1)), in: folder.url)
        example.expect(try await program.classify(["--raw"], input: example.bytes), within: 2e-6)
    }

    @Test func cRefusesWhatIsNoSample() async throws {
        let example = try ExampleNetwork<Float>(activation: "relu", placement: "none")
        let program = try await ClassifierProgram.c(example.graph.cSource(on: Backend(threads: 1)), in: folder.url)
        try await expectRefusals(program)
    }

    /// Inputs of a network of 18 values, with the lines that a program prints, its exit code and the words of its error.
    private static let inputs: [(arguments: [String], input: String, lines: Int, code: Int32, words: String)] = {
        let sample = Array(repeating: "1", count: 18).joined(separator: " ")
        let shorter = sample.dropLast(2)
        return [
            ([], "1 2 3", 0, 65, "sample 1 is not 18 numbers"), ([], "1 2 x", 0, 65, "sample 1 is not 18 numbers"),
            ([], "\(shorter) x 1\n", 0, 65, "sample 1 is not 18 numbers"),
            ([], "\(sample)x\n", 0, 65, "sample 1 is not 18 numbers"),
            ([], "\(sample)-1\n", 0, 65, "sample 1 is not 18 numbers"),
            ([], "\(sample)\n1 2\n", 1, 65, "sample 2 is not 18 numbers"),
            ([], "\(sample)\n\n", 1, 0, ""), ([], "\(shorter)\n1 \(sample)", 2, 0, ""), ([], " \n", 0, 0, ""),
            (["--raw"], "abc", 0, 65, "sample 1 is not 18 bytes"), (["--raw"], "", 0, 0, ""),
            (["--raw"], String(repeating: "a", count: 37), 2, 65, "sample 3 is not 18 bytes"),
            (["--row"], "", 0, 64, "usage"),
        ]
    }()

    private func expectRefusals(_ program: ClassifierProgram) async throws {
        for (arguments, input, lines, code, words) in Self.inputs {
            let run = try await program.run(arguments, input: Array(input.utf8))
            #expect(run.code == code && run.errors.hasPrefix(words), "\(arguments) \(input): \(run.errors)")
            #expect(run.output.count { $0 == "\n" } == lines, "\(arguments) \(input)")
        }
    }

    /// One compilation takes seconds, so it has everything: normalization, an activation with options, whitened inputs.
    @Test func swiftSaysTheSame() async throws {
        let example = try ExampleNetwork<Float>(
            activation: "gelu:approximate=true", placement: "after", normalize: "zca:epsilon=0.1")
        let program = try await ClassifierProgram.swift(
            example.graph.swiftSource(on: Backend(threads: 1)), in: folder.url)
        example.expect(try await program.classify(["--raw"], input: example.bytes), within: 2e-6)
        example.expect(try await program.classify(input: Array(example.lines.utf8)), within: 2e-6)
        try await expectRefusals(program)
    }

    /// What differs from activation to activation is one function; the compiler checks all of them at once.
    @Test(arguments: [true, false]) func everyActivationIsSwift(isDouble: Bool) async throws {
        if isDouble {
            try await expectEveryActivation(Double.self, within: 1e-14)
        } else {
            try await expectEveryActivation(Float.self, within: 2e-6)
        }
    }

    private func expectEveryActivation<S: Scalar>(_ type: S.Type, within tolerance: Double) async throws {
        var functions: [String] = []
        for (i, activation) in Self.activations.enumerated() {
            let example = try ExampleNetwork<S>(activation: activation, placement: "none", asBytes: false)
            let text = try example.graph.swiftSource(on: Backend(threads: 1))
            let start = try #require(text.range(of: "static func activation"))
            let end = try #require(text.range(of: "\n    }\n", range: start.lowerBound..<text.endIndex))
            functions.append("enum F\(i) {\n    \(text[start.lowerBound..<end.upperBound])}\n")
        }
        let points = [-4.0, -1, -0.25, 0, 0.5, 3.5]
        let calls = Self.activations.indices.map {
            #"print((\#(points) as [Real]).map(F\#($0).activation).map { "\($0)" }.joined(separator: "\t"))"#
        }
        let program = try await ClassifierProgram.swift(
            "import Foundation\ntypealias Real = \(S.self)\n" + functions.joined() + calls.joined(separator: "\n"),
            in: folder.url)
        let lines = try await program.run(input: []).output.split(separator: "\n")
        #expect(lines.count == Self.activations.count)
        for (line, name) in zip(lines, Self.activations) {
            var A = Matrix<Double>(rows: 0, columns: points.count)
            try Standard.registry().activation(name).forward(Matrix(rows: 1, columns: points.count, points), into: &A)
            let found = line.split(separator: "\t").compactMap { Double($0) }
            #expect(Matrix(rows: 1, columns: found.count, found).maximumDifference(to: A) < tolerance, "\(name)")
        }
    }
}

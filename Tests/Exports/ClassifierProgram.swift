import Foundation
import Platform
import Subprocess
import Tensor
import TestSupport
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// An exported source file, compiled.
struct ClassifierProgram {
    private let path: String

    /// Compiles C so strictly that a warning is an error.
    static func c(_ text: String, in folder: URL) async throws -> ClassifierProgram {
        try text.write(to: folder.appendingPathComponent("net.c"), atomically: false, encoding: .utf8)
        try await Child.run(
            "cc", ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "net.c", "-lm", "-o", "c-net"],
            package: "gcc",
            in: folder)
        return ClassifierProgram(path: folder.appendingPathComponent("c-net").path)
    }

    /// Compiles Swift so that a warning is an error.
    static func swift(_ text: String, in folder: URL) async throws -> ClassifierProgram {
        try text.write(to: folder.appendingPathComponent("net.swift"), atomically: false, encoding: .utf8)
        try await Child.run(
            "swiftc", ["-O", "-warnings-as-errors", "net.swift", "-o", "swift-net"], package: "swift", in: folder)
        return ClassifierProgram(path: folder.appendingPathComponent("swift-net").path)
    }

    /// What it prints for some input, and its exit code.
    func run(_ arguments: [String] = [], input: [UInt8]) async throws -> (code: Int32, output: String, errors: String) {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), input: .array(input),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let code: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
        return (code, result.standardOutput, result.standardError)
    }

    /// The class and the probabilities of every sample.
    func classify(_ arguments: [String] = [], input: [UInt8]) async throws -> (names: [String], P: [[Double]]) {
        let (code, output, errors) = try await run(arguments, input: input)
        #expect(code == 0, "\(errors)")
        let fields = output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        return (fields.map { $0[0] }, fields.map { $0.dropFirst().compactMap { Double($0) } })
    }
}

extension ExampleNetwork {
    /// Expects a program to say what the library says.
    func expect(_ answer: (names: [String], P: [[Double]]), within tolerance: Double) {
        guard answer.P.count == samples.count, answer.P.allSatisfy({ $0.count == probabilities.columns }) else {
            Issue.record("\(answer.P.count) lines for \(samples.count) samples")
            return
        }
        let P = Matrix<Double>(rows: samples.count, columns: probabilities.columns, answer.P.flatMap { $0 })
        let difference = P.maximumDifference(to: probabilities.converted())
        #expect(difference <= tolerance)
        let best = probabilities.largestByRow.map { Self.classNames[Int($0)] }
        #expect(answer.names == best)
    }
}

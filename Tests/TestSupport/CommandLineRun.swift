import Foundation
import Subprocess

/// What a run of the `layerlab` binary left behind.
public struct CommandLineRun: Sendable {
    /// The exit code; for a signal, 128 plus its number.
    public let exitCode: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let errors: String

    /// The binary that was built together with the tests.
    public static var binary: String { binary(named: "layerlab") }

    /// A program of this package, built together with the tests.
    public static func binary(named name: String) -> String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Runs the binary that was built together with the tests; see ``program(_:_:environment:input:in:)``.
    public static func layerlab(
        _ arguments: [String], environment: [String: String] = [:], input: String = "", in folder: URL? = nil
    ) async throws -> CommandLineRun {
        try await program("layerlab", arguments, environment: environment, input: input, in: folder)
    }

    /// Runs a program of this package, built together with the tests.
    ///
    /// - Parameters:
    ///   - environment: variables set on top of the inherited ones.
    ///   - folder: the working directory; that of the tests where not given.
    public static func program(
        _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], input: String = "",
        in folder: URL? = nil
    ) async throws -> CommandLineRun {
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value as String?) }
        let result = try await run(
            .path(.init(binary(named: name))), arguments: Arguments(arguments),
            environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: folder.map { .init($0.path) }, input: .string(input),
            output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
        let code: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let number): 128 + number
            }
        return CommandLineRun(exitCode: code, output: result.standardOutput, errors: result.standardError)
    }
}

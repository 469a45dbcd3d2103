import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Programs of the system that LayerLab runs: gnuplot, curl, tar, md5sum.
package enum Child {
    /// Runs a program to its end and returns what it printed.
    ///
    /// - Parameters:
    ///   - package: the Debian package to name where the program is missing.
    ///   - input: text for its standard input.
    /// - Throws: ``LabError`` of kind `io` where the program is missing or ends with another code than 0.
    @discardableResult
    package static func run(
        _ program: String, _ arguments: [String], package: String, input: String = "", in folder: URL? = nil
    ) async throws -> String {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments),
                workingDirectory: folder.map { FilePath($0.path) },
                input: .string(input), output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        } catch {
            throw LabError.io("Cannot run \(program): install it with 'apt-get install \(package)'.")
        }
        guard result.terminationStatus.isSuccess else {
            let last = result.standardError.split(separator: "\n").last ?? "it said nothing"
            throw LabError.io("\(program) failed (\(result.terminationStatus)): \(last)")
        }
        return result.standardOutput
    }

    /// Runs a program whose progress belongs on the user's terminal: its standard error is ours.
    ///
    /// - Throws: ``LabError`` of kind `io` where the program is missing or ends with another code than 0.
    package static func watch(_ program: String, _ arguments: [String], package: String) async throws {
        let result: ExecutionResult<Void, DiscardedOutput, FileDescriptorOutput>
        do {
            result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), output: .discarded,
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
        } catch {
            throw LabError.io("Cannot run \(program): install it with 'apt-get install \(package)'.")
        }
        guard result.terminationStatus.isSuccess else {
            throw LabError.io("\(program) failed (\(result.terminationStatus))")
        }
    }

    /// Runs this very program as a worker with other arguments; its standard error is ours.
    ///
    /// It has a process group of its own, so that Ctrl-C reaches it once, through us: cancelling the task sends SIGTERM.
    /// - Parameter onStart: told its process number.
    /// - Returns: its process number and exit code; for a signal, 128 plus the signal's number.
    /// - Throws: ``LabError`` of kind `io` where it cannot be started.
    package static func work(
        _ arguments: [String], onStart: @Sendable (Int32) -> Void = { _ in }
    ) async throws -> (process: Int32, code: Int32) {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(3600))]
        do {
            let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let result = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments), platformOptions: options, input: .none,
                output: .discarded,
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
            ) { onStart($0.processIdentifier.value) }
            switch result.terminationStatus {
            case .exited(let code): return (result.processIdentifier.value, code)
            case .signaled(let number): return (result.processIdentifier.value, 128 + number)
            }
        } catch {
            if Task.isCancelled { return (0, LabError.Kind.interrupted.rawValue) }
            throw LabError.io("Cannot start a worker process: \(error).")
        }
    }

    /// Whether a program is there and ends with the code 0.
    package static func succeeds(_ program: String, _ arguments: [String]) async -> Bool {
        (try? await run(program, arguments, package: program)) != nil
    }
}

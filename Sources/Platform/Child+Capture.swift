import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// How a child ended that may do anything, and what it printed until then.
package struct ChildCapture: Sendable, Equatable {
    /// How a child ends.
    package enum Ending: Sendable, Equatable {
        /// By itself, with a code.
        case exited(Int32)
        /// By a signal: it crashed, or was killed by somebody else.
        case signaled(Int32)
        /// Killed, as its time was over.
        case timedOut
        /// Killed, as it printed more than is taken.
        case flooded
    }

    /// How it ended.
    package let ending: Ending
    /// Standard output; empty where it was killed here.
    package let output: String
    /// Standard error; empty where it was killed here.
    package let errors: String
}

extension Child {
    /// The bytes that are taken of each stream.
    private static let mostBytes = 1 << 22

    /// Runs this very program with other arguments, for code that may crash or never end.
    ///
    /// It has a process group of its own, which is killed as a whole when its time is over or Ctrl-C is pressed.
    /// - Parameters:
    ///   - variables: environment variables that are set, or taken away where nil.
    ///   - seconds: how long it may take.
    /// - Throws: ``LabError`` of kind `io` where it cannot be started, `interrupted` after Ctrl-C.
    package static func capture(
        _ arguments: [String], variables: [String: String?] = [:], in folder: URL, within seconds: Double
    ) async throws -> ChildCapture {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let ended = try await withThrowingTaskGroup(of: ChildCapture?.self) { group in
            group.addTask { try await run(program, arguments, variables, folder) }
            group.addTask {
                let end = ContinuousClock.now + .seconds(seconds)
                while ContinuousClock.now < end, !Interruption.isRequested {
                    try await Task.sleep(for: .milliseconds(50))
                }
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            // The one that is killed ends in an error, which is no news.
            while let _ = await group.nextResult() {}
            return first
        }
        try Interruption.check()
        return ended ?? ChildCapture(ending: .timedOut, output: "", errors: "")
    }

    private static func run(
        _ program: String, _ arguments: [String], _ variables: [String: String?], _ folder: URL
    ) async throws -> ChildCapture {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        let changes = variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changes)),
                workingDirectory: FilePath(folder.path), platformOptions: options, input: .none,
                output: .string(limit: mostBytes), error: .string(limit: mostBytes))
            let ending: ChildCapture.Ending =
                switch result.terminationStatus {
                case .exited(let code): .exited(code)
                case .signaled(let number): .signaled(number)
                }
            return ChildCapture(ending: ending, output: result.standardOutput, errors: result.standardError)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return ChildCapture(ending: .flooded, output: "", errors: "")
        } catch {
            throw LabError.io("Cannot start a child process: \(error).")
        }
    }
}

/// An error that a user can act on: one sentence that says what was wrong, what was expected and how to mend it.
public struct LabError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is; the raw value is the exit code of the command line.
    public enum Kind: Int32, Sendable {
        /// A numerical check did not pass.
        case checkFailed = 2
        /// The loss left the finite numbers.
        case diverged = 3
        /// Some runs of a sweep failed.
        case someRunsFailed = 4
        /// The call itself was wrong: a flag, a key, a name, a combination.
        case usage = 64
        /// A file was read and its content is not what it should be.
        case badData = 65
        /// A file or folder could not be found, read or written.
        case io = 74
        /// Stopped at a checkpoint and wants to be started again.
        case checkpointed = 75
        /// Stopped by the user.
        case interrupted = 130
    }

    /// The kind, hence the exit code.
    public let kind: Kind
    /// The sentence shown to the user.
    public let message: String

    /// Makes an error of a kind with its sentence.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The sentence shown to the user.
    public var description: String { message }

    /// A wrong call: exit code 64.
    public static func usage(_ message: String) -> LabError { LabError(.usage, message) }
    /// Wrong content: exit code 65.
    public static func badData(_ message: String) -> LabError { LabError(.badData, message) }
    /// A file that cannot be reached: exit code 74.
    public static func io(_ message: String) -> LabError { LabError(.io, message) }
}

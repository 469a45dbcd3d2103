import Foundation

/// Where words go: results to standard output, progress and remarks to standard error.
enum Console {
    /// Whether standard error is a terminal that a progress line may be redrawn on.
    static let isInteractive = isatty(STDERR_FILENO) != 0 && environment("TERM") != "dumb"

    /// Whether a stream may be colored: a terminal, and NO_COLOR unset (no-color.org).
    static func colors(_ descriptor: Int32) -> Bool {
        isatty(descriptor) != 0 && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }

    /// A result, on standard output.
    static func print(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// A remark or a progress line, on standard error.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// What went wrong, on standard error.
    static func error(_ text: String) {
        note((colors(STDERR_FILENO) ? "\u{1B}[31merror:\u{1B}[0m " : "error: ") + text)
    }

    private static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

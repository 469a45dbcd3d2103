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
        results.write(Data((text + "\n").utf8))
    }

    /// Standard output as the program got it, once ``keepResultsApart()`` was called.
    private static let results = {
        // A child that lives longer than this program must not hold it open.
        let kept = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard kept >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { return FileHandle.standardOutput }
        return FileHandle(fileDescriptor: kept)
    }()

    /// Keeps standard output for results: what anybody else prints, such as a plugin, goes to standard error from now on.
    static func keepResultsApart() { _ = results }

    /// Gives standard output back, for the help that ArgumentParser prints itself.
    static func giveResultsBack() { dup2(results.fileDescriptor, STDOUT_FILENO) }

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

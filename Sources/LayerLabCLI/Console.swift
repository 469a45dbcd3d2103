import Foundation
import LayerLab

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
        do {
            try results.write(contentsOf: Data((text + "\n").utf8))
        } catch {
            self.error("The results could not be written to standard output: \(DurableFile.reason(error)).")
            Foundation.exit(LabError.Kind.io.rawValue)
        }
    }

    /// Gives the standard streams that the caller has closed a place to go, or files opened later would take their numbers.
    static func openStandardStreams() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDWR)
        }
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
    static func note(_ text: String) { show(text + "\n") }

    /// A part of a line, on standard error.
    static func show(_ text: String) {
        // Where this cannot be written, nobody can be told.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// What may be other than the reader expects, on standard error.
    static func warn(_ text: String) { note("warning: " + text) }

    /// What went wrong, on standard error.
    static func error(_ text: String) {
        note((colors(STDERR_FILENO) ? "\u{1B}[31merror:\u{1B}[0m " : "error: ") + text)
    }

    private static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

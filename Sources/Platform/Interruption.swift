import Foundation
import Synchronization

/// Ctrl-C and SIGTERM as a question that long work asks between steps.
public enum Interruption {
    private static let requested = Atomic<Bool>(false)

    /// Whether the user has asked to stop.
    public static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Turns the first SIGINT or SIGTERM into a request; a second one ends the process at once.
    public static func install() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                if Interruption.requested.exchange(true, ordering: .relaxed) { _exit(128 + number) }
            }
        }
    }

    /// Throws the error of exit code 130 where a stop was requested.
    public static func check() throws {
        if isRequested { throw LabError(.interrupted, "Interrupted.") }
    }
}

import Foundation

/// A process as another one can find it again: number and start, as numbers are given out anew.
package struct WorkerProcess: Sendable, Equatable {
    /// The host's name and the moment of its start, which no two machines share.
    package let machine: String
    /// The process number.
    package let number: Int32
    /// When it started, in ticks of the machine's clock.
    package let started: String

    /// A process by what was written down of it.
    package init(machine: String, number: Int32, started: String) {
        (self.machine, self.number, self.started) = (machine, number, started)
    }

    /// This process.
    package static let current: WorkerProcess = {
        let number = ProcessInfo.processInfo.processIdentifier
        return WorkerProcess(machine: thisMachine, number: number, started: start(of: number) ?? "unknown")
    }()

    /// The host's name, and the identity of its last start where the system tells it.
    package static let thisMachine: String = {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
        return "\(ProcessInfo.processInfo.hostName)/\(boot.prefix(8))"
    }()

    /// Whether it is known to have ended; nil where it belongs to another machine.
    package var hasEnded: Bool? {
        guard machine == WorkerProcess.thisMachine else { return nil }
        return WorkerProcess.start(of: number) != started
    }

    /// The start of a process from its line in /proc; nil for one that is gone or only waits to be buried.
    private static func start(of number: Int32) -> String? {
        guard let line = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            let name = line.lastIndex(of: ")")
        else { return nil }
        // Behind the name, which may hold anything: field 3 is the state, field 22 the start (proc_pid_stat(5)).
        let fields = line[line.index(after: name)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
        return String(fields[19])
    }
}

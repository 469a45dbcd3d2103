import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

extension Child {
    /// Speaks with a program in lines over its standard input and output; it ends when the work does.
    ///
    /// It has a process group of its own, so that Ctrl-C is for us to answer; should we die, its input ends.
    /// - Parameters:
    ///   - remedy: what to do where the program is missing.
    ///   - body: gets what reads a line from the program, and what writes one to it.
    /// - Throws: ``LabError`` of kind `io` where the program is missing, or ends while it is waited for.
    package static func converse<Result: Sendable>(
        _ program: String, _ arguments: [String], remedy: String,
        _ body: (_ read: @escaping () throws -> String?, _ write: @escaping (String) -> Void) throws -> Result
    ) async throws -> Result {
        let connection = try Connection(to: program)
        let errors = try ErrorFile()
        var options = PlatformOptions()
        options.processGroupID = 0
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
                platformOptions: options,
                input: .fileDescriptor(connection.theirs, closeAfterSpawningProcess: false),
                output: .fileDescriptor(connection.theirs, closeAfterSpawningProcess: false),
                error: .fileDescriptor(errors.descriptor, closeAfterSpawningProcess: false)
            ) { execution in
                connection.leaveTheirs()
                let lines = LineReader(connection.ours)
                let work = Swift.Result {
                    try body(
                        {
                            if let line = try lines.next() { return line }
                            throw LabError.io("\(program) has ended: \(errors.lastLine)")
                        }, connection.send)
                }
                await execution.teardown(using: [.send(signal: .terminate, allowedDurationToNextStep: .seconds(2))])
                return work
            }.closureResult
        } catch {
            throw LabError.io("Cannot run \(program): \(remedy)")
        }
        return try outcome.get()
    }
}

/// Two sockets, one of them for a child.
private final class Connection {
    let ours: Int32
    private(set) var theirs: FileDescriptor

    init(to program: String) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw LabError.io("Cannot connect to \(program): \(String(cString: strerror(errno))).")
        }
        (ours, theirs) = (ends[0], FileDescriptor(rawValue: ends[1]))
    }

    deinit {
        leaveTheirs()
        close(ours)
    }

    /// Leaves their end to the child alone, so that its end is the end of its lines.
    func leaveTheirs() {
        guard theirs.rawValue >= 0 else { return }
        try? theirs.close()
        theirs = FileDescriptor(rawValue: -1)
    }

    /// Sends a line; one that nobody takes is lost, which whoever waits for an answer will notice.
    func send(_ line: String) {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Foundation.send(ours, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 || (sent < 0 && errno == EINTR) else { return }
            rest = rest.dropFirst(max(sent, 0))
        }
    }
}

/// A file without a name that takes what a program says to standard error.
private final class ErrorFile {
    private let handle: FileHandle
    var descriptor: FileDescriptor { FileDescriptor(rawValue: handle.fileDescriptor) }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
        try DurableFile.write("", to: url)
        handle = try FileHandle(forUpdating: url)
        try FileManager.default.removeItem(at: url)
    }

    /// The last line so far.
    var lastLine: String {
        try? handle.seek(toOffset: 0)
        let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it said nothing."
    }
}

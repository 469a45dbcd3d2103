import Foundation

/// Lines from a file descriptor, waited for in a way that Ctrl-C ends.
package final class LineReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    /// A reader of a descriptor that stays open; nobody else should read from it.
    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next line without its end; nil behind the last one.
    ///
    /// - Throws: ``LabError`` of kind `interrupted` where a stop is requested while it waits.
    package func next() throws -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            if isAtEnd {
                defer { buffer = [] }
                return buffer.isEmpty ? nil : String(decoding: buffer, as: UTF8.self)
            }
            try fill()
        }
    }

    /// Waits for bytes, looking up now and then, as a signal may come before the wait begins.
    private func fill() throws {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        repeat { try Interruption.check() } while poll(&watched, 1, 200) <= 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
        isAtEnd = bytes.isEmpty
        buffer += bytes
    }
}

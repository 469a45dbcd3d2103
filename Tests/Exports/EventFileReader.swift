import Exports
import Foundation
import Platform

/// The events of a file, read without the code that wrote them: frames by hand, messages as fields of numbers.
struct EventFileReader {
    private var events: [(step: Int, time: Double, tags: [String], values: [Double], restarts: Bool)] = []
    /// What the first event says of the format.
    private(set) var version = ""

    init(_ url: URL) throws {
        var bytes = [UInt8](try Data(contentsOf: url))[...]
        while !bytes.isEmpty {
            guard bytes.count >= 16 else { throw LabError.badData("a record of \(bytes.count) bytes") }
            let length = Int(EventFileReader.number(bytes.prefix(8)))
            let message = bytes.dropFirst(12).prefix(length)
            guard EventFileReader.number(bytes.dropFirst(8).prefix(4)) == CRC32C.masked(bytes.prefix(8)),
                EventFileReader.number(bytes.dropFirst(12 + length).prefix(4)) == CRC32C.masked(message)
            else { throw LabError.badData("a wrong check sum") }
            take(message)
            bytes = bytes.dropFirst(16 + length)
        }
    }

    /// The steps at which a tag has a value.
    func steps(_ tag: String) -> [Int] { events.filter { $0.tags.contains(tag) }.map(\.step) }
    /// The values of a tag.
    func values(_ tag: String) -> [Double] {
        events.compactMap { event in event.tags.firstIndex(of: tag).map { event.values[$0] } }
    }
    /// The steps that a reader is told to start again from.
    var restarts: [Int] { events.filter(\.restarts).map(\.step) }
    /// The time of every event, in seconds since 1970.
    var times: [Double] { events.map(\.time) }

    private mutating func take(_ message: ArraySlice<UInt8>) {
        var event = (step: 0, time: 0.0, tags: [String](), values: [Double](), restarts: false)
        for (field, content) in EventFileReader.fields(message) {
            switch field {
            case 1: event.time = Double(bitPattern: EventFileReader.number(content))
            case 2: event.step = Int(EventFileReader.number(content))
            case 3: version = String(decoding: content, as: UTF8.self)
            case 5:
                for (_, value) in EventFileReader.fields(content) {
                    for (field, content) in EventFileReader.fields(value) {
                        switch field {
                        case 1: event.tags.append(String(decoding: content, as: UTF8.self))
                        case 2:
                            let bits = UInt32(EventFileReader.number(content))
                            event.values.append(Double(Float(bitPattern: bits)))
                        default: event.values.append(.nan)
                        }
                    }
                }
            default: event.restarts = EventFileReader.fields(content).contains { $0.number == 1 }
            }
        }
        events.append(event)
    }

    /// The fields of a message with their bytes, a variable-length number as eight of them, little-endian.
    static func fields(_ message: ArraySlice<UInt8>) -> [(number: Int, content: ArraySlice<UInt8>)] {
        var rest = message
        var fields: [(number: Int, content: ArraySlice<UInt8>)] = []
        func variable() -> UInt64 {
            var (value, shift) = (UInt64(0), UInt64(0))
            while let byte = rest.popFirst() {
                value |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte & 0x80 == 0 { break }
            }
            return value
        }
        while !rest.isEmpty {
            let key = Int(variable())
            let content: ArraySlice<UInt8>
            switch key & 7 {
            case 0: content = withUnsafeBytes(of: variable().littleEndian) { ArraySlice($0) }
            case 1: content = rest.prefix(8)
            case 5: content = rest.prefix(4)
            default:
                let length = Int(variable())
                content = rest.prefix(length)
            }
            if key & 7 != 0 { rest = rest.dropFirst(content.count) }
            fields.append((key >> 3, content))
        }
        return fields
    }

    private static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

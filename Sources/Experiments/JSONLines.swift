import Foundation
import Platform

/// Rows of a run in a file, one JSON object a line with the schema that it follows; appended while the run goes on.
struct JSONLines<Row: Codable> {
    private let form: Form
    private let file: FileHandle

    /// What the lines of a kind of file are.
    struct Form {
        /// The name of the format.
        let schema: String
        /// What a row is called: `row of a history`.
        let row: String
    }

    /// A file that begins with some rows, in place of one that is there.
    init(_ url: URL, _ form: Form, _ rows: [Row]) throws {
        self.form = form
        try DurableFile.write(rows.map { try JSONLines.text($0, form) }.joined(), to: url)
        file = try .appending(to: url)
    }

    /// Adds a row at once.
    func append(_ row: Row) throws {
        try file.write(contentsOf: Data(try JSONLines.text(row, form).utf8))
    }

    /// The rows of a file.
    ///
    /// - Throws: ``LabError``: `io` where it cannot be read, `badData` for a line that is none of them.
    static func read(_ url: URL, _ form: Form) throws -> [Row] {
        let text = String(decoding: try DurableFile.read(url), as: UTF8.self)
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .words
        return try text.split(separator: "\n").enumerated().map { number, line in
            do {
                return try decoder.decode(Line.self, from: Data(line.utf8)).row
            } catch {
                throw LabError.badData("\(url.path), line \(number + 1) is no \(form.row).")
            }
        }
    }

    private struct Line: Codable {
        let schema: String
        var version = 1
        let row: Row
    }

    private static func text(_ row: Row, _ form: Form) throws -> String {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .words
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(Line(schema: form.schema, row: row)), as: UTF8.self) + "\n"
    }
}

extension FileHandle {
    /// A file that is there, to be written on at its end.
    static func appending(to url: URL) throws -> FileHandle {
        guard let handle = FileHandle(forWritingAtPath: url.path) else {
            throw LabError.io("Cannot write \(url.path).")
        }
        try handle.seekToEnd()
        return handle
    }
}

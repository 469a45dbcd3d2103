import Foundation
import Platform

/// Rows of a run in a file, one JSON object a line with the schema that it follows; appended while the run goes on.
struct JSONLines<Row: Codable> {
    private let form: Form
    private let file: AppendedFile

    /// What the lines of a kind of file are.
    struct Form {
        /// The name of the format.
        let schema: String
        /// What a row is called: `row of a history`.
        let row: String
        /// Whether the numbers of a row can be such ones.
        let holds: @Sendable (Row) -> Bool
    }

    /// A file that begins with some rows, in place of one that is there.
    init(_ url: URL, _ form: Form, _ rows: [Row]) throws {
        self.form = form
        try DurableFile.write(rows.map { try JSONLines.text($0, form) }.joined(), to: url)
        file = try AppendedFile(url)
    }

    /// Adds a row at once.
    func append(_ row: Row) throws {
        try file.append(try JSONLines.text(row, form))
    }

    /// The rows of a file; a last line without its end, which a kill or a full disk has cut off, is none.
    ///
    /// - Throws: ``LabError``: `io` where it cannot be read, `badData` for a line that is none of them.
    static func read(_ url: URL, _ form: Form) throws -> [Row] {
        let text = String(decoding: try DurableFile.read(url), as: UTF8.self)
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .words
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return try lines.enumerated().map { number, line in
            guard let row = try? decoder.decode(Line.self, from: Data(line.utf8)).row, form.holds(row) else {
                throw LabError.badData("\(url.path), line \(number + 1) is no \(form.row).")
            }
            return row
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

/// A file that is written on at its end.
struct AppendedFile {
    private let url: URL
    private let handle: FileHandle

    /// A file that is there.
    ///
    /// - Throws: ``LabError`` of kind `io`.
    init(_ url: URL) throws {
        self.url = url
        guard let handle = FileHandle(forWritingAtPath: url.path) else {
            throw LabError.io("Cannot write \(url.path).")
        }
        try handle.seekToEnd()
        self.handle = handle
    }

    /// Adds text at once.
    ///
    /// - Throws: ``LabError`` of kind `io` where the disk is full, for example.
    func append(_ text: String) throws {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            throw LabError.io("Cannot write \(url.path): \(DurableFile.reason(error)).")
        }
    }
}

import Foundation
import Platform
import SwiftCSV

/// Comma-separated files with a header: one column holds the label, all others hold numbers.
enum CSVReader {
    static func read(_ path: String, _ options: SourceOptions, seed: UInt64) throws -> (
        training: Dataset, test: Dataset
    ) {
        let table = try CSVTable(path)
        let label = options["label"] ?? "label"
        guard let labelColumn = table.header.firstIndex(of: label) else {
            throw LabError.badData(
                "\(path) has no column '\(label)'; its columns are \(table.header.joined(separator: ", ")). "
                    + "Name the one with the classes: csv:\(path),label=COLUMN.")
        }
        guard table.header.count >= 2 else {
            throw LabError.badData("\(path) has the label column only; at least one column of numbers is needed.")
        }
        let labels = try table.rows.map { line, values in
            guard values[labelColumn].contains(where: { !$0.isWhitespace }) else {
                throw LabError.badData(
                    "\(path), line \(line), column '\(label)' is empty, but the name of a class was expected.")
            }
            return values[labelColumn]
        }
        let classes = try ClassIndex(labels, source: path)
        let dataset = Dataset(
            name: URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent,
            features: .floats(try table.numbers(without: labelColumn)), labels: classes.labels,
            classNames: classes.classNames, dimensions: table.header.count - 1, imageShape: nil)
        return try dataset.split(testShare: options.testShare(), seed: seed)
    }
}

/// The texts of a file: every row has one for each column that the header names.
private struct CSVTable {
    let header: [String]
    /// The samples, each with the line that it stands in.
    let rows: [(line: Int, values: [String])]
    private let path: String

    /// Reads line by line: SwiftCSV, given a whole file, fills short rows up and lets an open quote take in what follows.
    init(_ path: String) throws {
        let text = try CSVTable.text(path)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        // The name of a column may go over several lines, as spreadsheets wrap it; numbers and classes never do.
        var isOpen = false
        let last = lines.firstIndex { line in
            if CSVTable.leavesQuoteOpen(line) { isOpen.toggle() }
            return !isOpen
        }
        let head = text[..<lines[last ?? lines.count - 1].endIndex]
        let delimiter = CSVDelimiter.guessed(string: String(head))
        let header = try CSVTable.values(head, delimiter, at: "\(path), line 1")
        guard header.contains(where: { !$0.isEmpty }) else {
            throw LabError.badData(
                "\(path), line 1 names no columns: write their names there, such as x,y,label, and a sample in each line "
                    + "below.")
        }
        var samples = lines.dropFirst((last ?? 0) + 1)
        // What stands behind the last line break.
        if samples.last?.isEmpty == true { samples.removeLast() }
        guard !samples.isEmpty else {
            throw LabError.badData(
                "\(path) ends with line \((last ?? 0) + 1), the names of its columns: write a sample in each line below."
            )
        }
        rows = try samples.indices.map { index in
            let values = try CSVTable.values(samples[index], delimiter, at: "\(path), line \(index + 1)")
            guard values.count == header.count else {
                throw LabError.badData(
                    "\(path), line \(index + 1) has \(values.count) \(values.count == 1 ? "value" : "values"), but the "
                        + "header names \(header.count) columns: give one value for each.")
            }
            return (index + 1, values)
        }
        (self.header, self.path) = (header, path)
    }

    /// The numbers of all columns but one, row by row.
    func numbers(without labelColumn: Int) throws -> [Float] {
        try rows.flatMap { line, values in
            try values.enumerated().filter { $0.offset != labelColumn }.map { column, text in
                guard let value = Float(text.trimmingCharacters(in: .whitespaces)), value.isFinite else {
                    throw LabError.badData(
                        "\(path), line \(line), column '\(header[column])' is '\(text)', but a number was expected.")
                }
                return value
            }
        }
    }

    private static func text(_ path: String) throws -> String {
        let bytes = try DurableFile.read(URL(fileURLWithPath: path))
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let line = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .firstIndex { String(validating: $0, as: UTF8.self) == nil }!
        throw LabError.badData(
            "\(path), line \(line + 1) has bytes that are no UTF-8 text: save the file as UTF-8.")
    }

    private static func leavesQuoteOpen(_ line: Substring) -> Bool {
        line.utf8.count { $0 == UInt8(ascii: "\"") } % 2 == 1
    }

    /// The values of one record.
    private static func values(_ record: Substring, _ delimiter: CSVDelimiter, at place: String) throws -> [String] {
        // Without the line break, an empty last value would be left out; as a header, a record is not filled up.
        guard !leavesQuoteOpen(record),
            let file = try? CSV<Enumerated>(
                string: record + "\n", delimiter: delimiter, loadColumns: false, rowLimit: 0)
        else {
            throw LabError.badData(
                "\(place) has a quote that is not closed, or stands inside a value: enclose the whole value in quotes, and "
                    + "double those that belong to it, such as \"5\"\" disk\".")
        }
        return file.header
    }
}

import Foundation
import Platform
import SwiftCSV

/// Comma-separated files with a header: one column holds the label, all others hold numbers.
enum CSVReader {
    static func read(_ path: String, _ options: SourceOptions, seed: UInt64) throws -> (
        training: Dataset, test: Dataset
    ) {
        let url = URL(fileURLWithPath: path)
        let text = String(decoding: try DurableFile.read(url), as: UTF8.self)
        let file: CSV<Enumerated>
        do {
            file = try CSV<Enumerated>(string: text, loadColumns: false)
        } catch {
            throw LabError.badData("\(path) is no CSV file: \(error).")
        }
        let label = options["label"] ?? "label"
        guard let labelColumn = file.header.firstIndex(of: label) else {
            throw LabError.badData(
                "\(path) has no column '\(label)'; its columns are \(file.header.joined(separator: ", ")). "
                    + "Name the one with the classes: csv:\(path),label=COLUMN.")
        }
        guard file.header.count >= 2 else {
            throw LabError.badData("\(path) has the label column only; at least one column of numbers is needed.")
        }
        let classes = try ClassIndex(
            file.rows.map { $0.indices.contains(labelColumn) ? $0[labelColumn] : "" }, source: path)
        let values = try file.rows.enumerated().flatMap { try numbers($1, line: $0 + 2, file, labelColumn, path) }
        let dataset = Dataset(
            name: url.deletingPathExtension().lastPathComponent, features: .floats(values), labels: classes.labels,
            classNames: classes.classNames, dimensions: file.header.count - 1, imageShape: nil)
        return try dataset.split(testShare: options.testShare(), seed: seed)
    }

    private static func numbers(
        _ row: [String], line: Int, _ file: CSV<Enumerated>, _ labelColumn: Int, _ path: String
    ) throws -> [Float] {
        guard row.count == file.header.count else {
            throw LabError.badData(
                "\(path), line \(line) has \(row.count) values, but the header names \(file.header.count).")
        }
        return try row.enumerated().filter { $0.offset != labelColumn }.map { column, text in
            guard let value = Float(text.trimmingCharacters(in: .whitespaces)), value.isFinite else {
                throw LabError.badData(
                    "\(path), line \(line), column '\(file.header[column])' is '\(text)', but a number was expected.")
            }
            return value
        }
    }
}

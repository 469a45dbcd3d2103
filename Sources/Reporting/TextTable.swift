/// A table of texts, for the terminal and for Markdown.
public struct TextTable: Sendable {
    let headers: [String]
    let alignRight: Set<Int>
    private(set) var rows: [[String]] = []

    /// An empty table.
    ///
    /// - Parameters:
    ///   - headers: the titles of the columns.
    ///   - alignRight: the columns that hold numbers.
    public init(_ headers: [String], alignRight: Set<Int> = []) {
        self.headers = headers
        self.alignRight = alignRight
    }

    /// Adds a row of one cell for each header.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == headers.count, "\(cells.count) cells do not fit \(headers.count) columns.")
        rows.append(cells)
    }

    /// Aligned columns with a rule under the headers.
    public var text: String {
        let rule = widths.map { String(repeating: "-", count: $0) }
        return ([headers, rule] + rows).map { line($0) }.joined(separator: "\n")
    }

    /// The table in Markdown.
    public var markdown: String {
        let rule = headers.indices.map { alignRight.contains($0) ? "---:" : "---" }
        return ([headers, rule] + rows).map { cells in
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    /// The table with every cell and header changed.
    func mapped(_ change: (String) -> String) -> TextTable {
        var table = TextTable(headers.map(change), alignRight: alignRight)
        for row in rows { table.add(row.map(change)) }
        return table
    }

    private var widths: [Int] {
        headers.indices.map { column in ([headers] + rows).map { $0[column].count }.max() ?? 0 }
    }

    private func line(_ cells: [String]) -> String {
        let padded = zip(cells, widths).enumerated().map { column, cell in
            let space = String(repeating: " ", count: cell.1 - cell.0.count)
            return alignRight.contains(column) ? space + cell.0 : cell.0 + space
        }
        var line = padded.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}

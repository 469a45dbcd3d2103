import Platform

extension TextTable {
    /// The table as CSV (RFC 4180), with lines that end in a line feed.
    public var csv: String { ([headers] + rows).map(\.csvLine).joined(separator: "\n") }

    /// The table for LaTeX, with the rules of the package booktabs.
    public var latex: String {
        let columns = headers.indices.map { alignRight.contains($0) ? "r" : "l" }.joined()
        func line(_ cells: [String]) -> String { cells.map(TextTable.escaped).joined(separator: " & ") + " \\\\" }
        return
            (["\\begin{tabular}{\(columns)}", "\\toprule", line(headers), "\\midrule"] + rows.map(line)
            + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n")
    }

    private static func escaped(_ cell: String) -> String {
        cell.map { character in
            switch character {
            case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
            case "\\": "\\textbackslash{}"
            case "~": "\\textasciitilde{}"
            case "^": "\\textasciicircum{}"
            default: String(character)
            }
        }.joined()
    }
}

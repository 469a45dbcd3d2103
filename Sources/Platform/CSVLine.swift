extension [String] {
    /// The cells as a line of CSV (RFC 4180) without its end; a cell with a comma, a quote or a line break is quoted.
    package var csvLine: String { map(\.csvCell).joined(separator: ",") }
}

extension String {
    fileprivate var csvCell: String {
        guard contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return self }
        return "\"" + replacing("\"", with: "\"\"") + "\""
    }
}

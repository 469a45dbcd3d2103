import Platform

extension SweepSpecification.Variation {
    /// Reads `key=value,value`: how `--vary` names the values of a setting.
    ///
    /// The key ends at the first `=`. With a semicolon in the text, semicolons alone separate the values
    /// (`hidden=50,50;100,100`). Otherwise commas do, and a piece `name=value` that follows a value with a colon is
    /// another option of that value: `schedule=cyclical:eta_min=0.01,eta_max=0.1,constant:eta=0.1` are two.
    ///
    /// - Throws: ``LabError`` of kind `usage`.
    public init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw LabError.usage("--vary is '\(text)', but KEY=VALUE,VALUE was expected, such as activation=relu,elu.")
        }
        try self.init(parts[0], SweepSpecification.Variation.split(parts[1]))
    }

    private static func split(_ text: String) -> [String] {
        let separator: Character = text.contains(";") ? ";" : ","
        let pieces = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard separator == "," else { return pieces }
        return pieces.reduce(into: []) { values, piece in
            if let last = values.last, last.contains(":"), isOption(piece) {
                values[values.count - 1] = last + "," + piece
            } else {
                values.append(piece)
            }
        }
    }

    /// Whether a piece is `name=value`, with no component's name and colon before.
    private static func isOption(_ piece: String) -> Bool {
        guard let equals = piece.firstIndex(of: "=") else { return false }
        return !piece[..<equals].contains(":")
    }
}

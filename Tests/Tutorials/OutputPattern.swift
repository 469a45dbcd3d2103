import Foundation

/// What an output is promised to look like: the lines of a chapter, tolerant of digits.
///
/// - A line `...` stands for any lines, none included.
/// - Numbers, runs of spaces and the rules of tables may be others; hexadecimal ids as well.
/// - A percentage is within so many points of the promised one.
/// - Where all gradients pass, the worst of them may be another, as rounding decides.
struct OutputPattern {
    private let lines: [String]
    private let points: Double

    init(_ lines: [String], points: Double = 6) {
        (self.lines, self.points) = (lines, points)
    }

    /// For each line of the pattern the number of the line of the output that it fits; nil for `...`.
    ///
    /// Nil where the output is another.
    func match(_ output: [String]) -> [Int?]? { match(0, output, 0) }

    /// The first line that finds no place, in words.
    func mismatch(_ output: [String]) -> String {
        for (i, line) in lines.enumerated()
        where OutputPattern(Array(lines[...i]) + ["..."], points: points).match(output) == nil {
            return "promised, but not there: \(line)"
        }
        return "more than was promised after: \(lines.last ?? "")"
    }

    private func match(_ i: Int, _ output: [String], _ j: Int) -> [Int?]? {
        if i == lines.count { return j == output.count ? [] : nil }
        if lines[i] == "..." {
            for next in j...output.count {
                if let rest = match(i + 1, output, next) { return [nil] + rest }
            }
            return nil
        }
        guard j < output.count, fits(lines[i], output[j]) else { return nil }
        return match(i + 1, output, j + 1).map { [j] + $0 }
    }

    private func fits(_ promised: String, _ seen: String) -> Bool {
        guard OutputPattern.masked(promised) == OutputPattern.masked(seen) else { return false }
        return zip(OutputPattern.percentages(promised), OutputPattern.percentages(seen)).allSatisfy {
            abs($0 - $1) <= points
        }
    }

    private static func masked(_ line: String) -> String {
        line.replacing(/^passed: the worst tensor, at its best step, is [\w.]+/, with: "passed:")
            .replacing(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/, with: "#")
            .replacing(/[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/, with: "#")
            .replacing(/--+/, with: "-").replacing(/\ +/, with: " ")
            .trimmingCharacters(in: .whitespaces)
    }

    private static func percentages(_ line: String) -> [Double] {
        line.matches(of: /([-+]?\d+(?:\.\d+)?) %/).compactMap { Double($0.1) }
    }
}

import Foundation

/// The title of a figure: in one line, or where that is too long, in several of about the same length.
struct FigureTitle {
    /// Its lines.
    let lines: [String]
    /// Points of its letters: 13, or fewer where a line would not fit otherwise.
    let size: Int

    /// Pixels of a letter at 13 points, of wide ones; a PNG's are wider than an SVG's.
    private static let letter = 10.0
    /// The largest letters, the smallest that a title is not broken for, and the smallest of all.
    private static let (largest, smallestWhole, smallest) = (13, 10, 8)

    /// A title over a figure of so many pixels.
    init(_ text: String, width: Double) {
        let pixels = Double(FigureTitle.largest) * width / FigureTitle.letter
        let most = max(Int(pixels) / FigureTitle.smallestWhole, 1)
        var (lines, rest) = ([Substring](), text[...])
        for left in stride(from: (text.count + most - 1) / most, to: 1, by: -1) {
            guard let place = FigureTitle.place(near: rest.count / left, in: rest) else { break }
            lines.append(rest.prefix(place))
            rest = rest.dropFirst(place)
        }
        self.lines = (lines + [rest]).map { $0.trimmingCharacters(in: .whitespaces) }
        let longest = max(self.lines.map(\.count).max() ?? 0, 1)
        size = min(max(Int(pixels) / longest, FigureTitle.smallest), FigureTitle.largest)
    }

    /// As gnuplot's text: between single quotes it runs and reads nothing, a new line it knows in double ones alone.
    var script: String { "\(lines.map(quoted).joined(separator: " . \"\\n\" . ")) font ',\(size)'" }

    /// Where a text can be broken near a letter: behind a comma and a space, or else a space, or else a comma.
    private static func place(near letter: Int, in text: Substring) -> Int? {
        [", ", " ", ","].lazy.compactMap { separator in
            text.ranges(of: separator).map { text.distance(from: text.startIndex, to: $0.upperBound) }
                .filter { abs($0 - letter) <= letter / 4 }.min { abs($0 - letter) < abs($1 - letter) }
        }.first
    }
}

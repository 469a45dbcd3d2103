import Foundation

/// What a panel shows besides lines: colored cells, and texts at places of their own.
extension GnuplotFigure {
    /// A colored rectangle of a panel.
    struct Cell {
        let x: ClosedRange<Double>
        let y: ClosedRange<Double>
        /// Where its color lies from the lightest at 0 to the darkest at 1.
        let shade: Double
    }

    /// A text whose middle stands at a place of a panel.
    struct Text {
        let x: Double
        let y: Double
        let text: String
        /// Whether it stands on a dark cell.
        var isLight = false
    }

    /// A place on an axis and what is written there.
    struct Tic {
        let place: Double
        let text: String
        /// A tic without a text is a short stroke.
        init(_ place: Double, _ text: String = "") { (self.place, self.text) = (place, text) }
    }

    /// Names in a cell of their own after the panels, such as those that numbers in a panel stand for.
    struct Listing {
        let heading: String
        let lines: [String]
    }

    /// The place of a panel's drawing in its cell: all of a column are equally large, and a text may reach into the next.
    struct TightLayout {
        /// Lines of text above the drawing.
        var top = 2.2
        /// Lines of text below it.
        var bottom = 0.5
        /// Whether the numbers of the x axis are written.
        var hasX = true

        var commands: [String] {
            ["title", "xlabel", "ylabel", "xtics", "ytics"].map { "set \($0) font ',9'" }
                + [
                    "set lmargin 9; set rmargin 3; set tmargin \(top); set bmargin \(bottom)",
                    "set title offset 0, -0.6", "set xlabel offset 0, 0.3", hasX ? "" : "set format x ''",
                ].filter { !$0.isEmpty }
        }
    }

    /// From light to dark in one hue, so that neither color-blindness nor a print in grey changes the order.
    private static let palette = """
        set palette defined (0 '#f2f7fb', 0.25 '#b5d6ea', 0.5 '#56b4e9', 0.75 '#0072b2', 1 '#00243d')
        set cbrange [0:1]
        """

    /// Above this shade a text on a cell is white.
    static let darkShade = 0.62

    /// The data of a panel's cells and texts as inline blocks.
    func cellData(_ number: Int, _ panel: Panel) -> [String] {
        let cells = panel.cells.map { cell in
            let ends = [cell.x.lowerBound, cell.x.upperBound, cell.y.lowerBound, cell.y.upperBound]
            let middle = [(ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2]
            return (middle + ends + [cell.shade]).map { "\($0)" }.joined(separator: " ")
        }
        let texts = panel.texts.map { text in
            "\(text.x) \(text.y) \"\(text.text.replacing("\"", with: "'"))\" \(text.isLight ? 0xffffff : 0x222222)"
        }
        return [("c", cells), ("t", texts)].filter { !$1.isEmpty }.map { name, rows in
            "$p\(number)\(name) << EOD\n" + rows.joined(separator: "\n") + "\nEOD"
        }
    }

    /// The commands that a panel with cells needs before it is drawn.
    func cellCommands(_ panel: Panel) -> [String] {
        guard !panel.cells.isEmpty else { return [] }
        guard let scale = panel.colorScale else { return [GnuplotFigure.palette, "unset colorbox"] }
        let tics = "set cbtics (\(ticList(scale.tics)))"
        return [GnuplotFigure.palette, "set colorbox", "set cblabel \(quoted(scale.title))", tics]
    }

    /// The cells of a panel, drawn below its lines.
    func cellElements(_ number: Int, _ panel: Panel) -> [String] {
        panel.cells.isEmpty
            ? [] : ["$p\(number)c using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 noborder fc palette notitle"]
    }

    /// The texts of a panel, drawn above all.
    func textElements(_ number: Int, _ panel: Panel) -> [String] {
        panel.texts.isEmpty
            ? [] : ["$p\(number)t using 1:2:3:4 with labels font ',\(panel.textSize)' tc rgb variable notitle"]
    }

    /// The listing in a cell of its own, in as many columns as it takes.
    func listingCell(_ listing: Listing) -> String {
        let rows = 24
        let labels = ([listing.heading] + listing.lines).enumerated().map { i, line in
            let (column, row) = i == 0 ? (0, -1) : ((i - 1) / rows, (i - 1) % rows)
            let (x, y) = (0.5 * Double(column), 0.95 - 0.042 * Double(row))
            return "set label \(i + 1) \(quoted(line)) at graph \(x), graph \(y) left font ',\(i == 0 ? 10 : 9)'"
        }
        return """
            unset title; unset xlabel; unset ylabel; unset border; unset tics; unset arrow; unset logscale; unset key
            \(labels.joined(separator: "\n"))
            plot [0:1] [0:1] NaN notitle
            """
    }

    /// Places and texts as gnuplot lists them; it takes a text for a format, in which a percent sign stands twice.
    func ticList(_ tics: [Tic]) -> String {
        tics.map { "\(quoted($0.text.replacing("%", with: "%%"))) \($0.place)" }.joined(separator: ", ")
    }
}

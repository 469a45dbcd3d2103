import Foundation

extension GnuplotFigure {
    /// Color, dashes and mark of each style.
    ///
    /// The yellow of the palette, which white paper swallows, is its grey here.
    private static let lineTypes = """
        set linetype 1 lc rgb '#0072b2' lw 2 dt 1 pt 6
        set linetype 2 lc rgb '#d55e00' lw 2 dt 2 pt 9
        set linetype 3 lc rgb '#009e73' lw 2 dt 1 pt 4
        set linetype 4 lc rgb '#cc79a7' lw 2 dt 4 pt 13
        set linetype 5 lc rgb '#e69f00' lw 2 dt 5 pt 7
        set linetype 6 lc rgb '#56b4e9' lw 2 dt (18,5) pt 8
        set linetype 7 lc rgb '#000000' lw 2 dt 3 pt 2
        set linetype 8 lc rgb '#999999' lw 3 dt 1 pt 5
        """

    private static let markLook = "lc rgb '#555555' lw 1.5 dt 3"

    /// The commands for gnuplot.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the name of the file ends neither in `.svg` nor in `.png`.
    package func script(for url: URL, output: URL) throws -> String {
        let cells = panels.count + (sharedKey == nil ? 0 : 1) + (listing == nil ? 0 : 1)
        let rows = (cells + columns - 1) / columns
        return """
            set terminal \(try terminal(for: url, width: fullWidth, height: rowHeight * rows + 20 + 20 * heading.lines.count)) noenhanced
            set output \(quoted(output.path))
            \(GnuplotFigure.lineTypes)
            set grid lc rgb '#dddddd' lt 1 lw 0.5 dt 1
            set border 3 lc rgb '#555555'
            set tics nomirror
            set key outside top right horizontal samplen 3
            \(panels.enumerated().map { data($0, $1) }.joined(separator: "\n"))
            set multiplot layout \(rows),\(columns) title \(heading.script)
            \(panels.enumerated().map { plot($0, $1) }.joined(separator: "\n"))
            \([sharedKey.map(keyCell), listing.map(listingCell)].compactMap { $0 }.joined(separator: "\n"))
            unset multiplot

            """
    }

    private var fullWidth: Int { width ?? (columns == 1 ? 720 : 480 * columns) }

    private var heading: FigureTitle { FigureTitle(title, width: Double(fullWidth)) }

    /// The data of a panel as inline blocks: x and y, with a band its lower and its upper bound.
    ///
    /// Bands end where the axis does, for gnuplot turns those over that reach far beyond.
    private func data(_ number: Int, _ panel: Panel) -> String {
        let lines = panel.lines.enumerated().map { i, line in
            let bands = line.band.map { band in
                let visible = panel.yRange.map(band.clamped) ?? band
                return " \(visible.lowerBound) \(visible.upperBound)"
            }
            let rows = line.points.enumerated().map { "\($1.x) \($1.y)" + (bands.isEmpty ? "" : bands[$0]) }
            return "$p\(number)l\(i) << EOD\n" + rows.joined(separator: "\n") + "\nEOD"
        }
        return (lines + cellData(number, panel)).joined(separator: "\n")
    }

    private func plot(_ number: Int, _ panel: Panel) -> String {
        let x = panel.lines.flatMap { $0.points.map(\.x) } + panel.marks
        let y = panel.lines.flatMap { $0.points.map(\.y) }
        var commands = [
            "set title \(quoted(panel.title))", "set xlabel \(quoted(panel.x))", "set ylabel \(quoted(panel.y))",
            panel.isLogarithmicX ? logarithmicAxis("x", x) : linearAxis("x", through: panel.marks),
            panel.isLogarithmicY ? logarithmicAxis("y", y) : linearAxis("y"), "unset arrow",
        ]
        if let range = panel.xRange { commands.append("set xrange [\(range.lowerBound):\(range.upperBound)]") }
        if let range = panel.yRange { commands.append("set yrange [\(range.lowerBound):\(range.upperBound)]") }
        if let names = panel.names {
            commands.append("set ytics (\(ticList(names.enumerated().map { Tic(Double($0), $1) })))")
        }
        if let layout = panel.layout { commands += layout.commands }
        if let tics = panel.xTics {
            commands.append("set xtics \(panel.hasSlantedX ? "rotate by 40 right " : "")(\(ticList(tics)))")
        }
        if let tics = panel.yTics { commands.append(tics.isEmpty ? "unset ytics" : "set ytics (\(ticList(tics)))") }
        commands += cellCommands(panel)
        if sharedKey != nil { commands.append("unset key") }
        commands += panel.marks.map {
            "set arrow from \($0), graph 0 to \($0), graph 1 nohead \(GnuplotFigure.markLook)"
        }
        return (commands + ["plot " + elements(number, panel).joined(separator: ", ")]).joined(separator: "\n")
    }

    /// What a panel plots: the bands below all lines, the lines, the entry of the vertical lines in the key.
    private func elements(_ number: Int, _ panel: Panel) -> [String] {
        let drawn = panel.lines.enumerated().filter { !$0.element.points.isEmpty }
        let (cells, texts) = (cellElements(number, panel), textElements(number, panel))
        // Without a point gnuplot has no axes to draw.
        guard !(drawn.isEmpty && cells.isEmpty && texts.isEmpty) else { return ["[0:1] [0:1] NaN notitle"] }
        let bands = drawn.filter { !$0.element.band.isEmpty }.map { i, line in
            "$p\(number)l\(i) using 1:3:4 with filledcurves lt \(line.style.rawValue) "
                + "fs transparent solid 0.18 noborder notitle"
        }
        let hasKey = panel.lines.count > 1 || panel.marksTitle != nil
        let lines = drawn.map { i, line in
            "$p\(number)l\(i) using 1:2 with \(look(line)) \(entry(hasKey ? line.title : ""))"
        }
        let marks = panel.marksTitle.map { "keyentry with lines \(GnuplotFigure.markLook) \(entry($0))" }
        return cells + bands + lines + texts + (marks.map { [$0] } ?? [])
    }

    private func look(_ line: Line) -> String {
        let form =
            switch line.form {
            case .line: "lines"
            case .lineWithDots: "linespoints pt 7 ps 0.6"
            case .marks: "points ps 0.8"
            case .dots: "points pt 6 ps 0.8"
            case .diamonds: "points pt 13 ps 1.4"
            }
        return "\(form) lt \(line.style.rawValue)"
    }

    private func entry(_ title: String) -> String { title.isEmpty ? "notitle" : "title \(quoted(title))" }

    /// The key of all panels in a cell of its own.
    private func keyCell(_ heading: String) -> String {
        let entries = (panels.first?.lines ?? []).map { "keyentry with \(look($0)) \(entry($0.title))" }
        return """
            unset title; unset xlabel; unset ylabel; unset border; unset tics; unset arrow; unset logscale
            set key inside center center vertical Left reverse spacing 1.4 title \(quoted(heading))
            plot \((["[0:1] [0:1] NaN notitle"] + entries).joined(separator: ", "))
            """
    }

    /// An axis from the data's lowest value to its highest that reaches some places as well.
    private func linearAxis(_ name: String, through places: [Double] = []) -> String {
        let low = places.min().map { "*<\($0)" } ?? "*"
        let high = places.max().map { "\($0)<*" } ?? "*"
        return """
            unset logscale \(name); set format \(name) '%g'
            set \(name)tics autofreq; set \(name)range [\(low):\(high)]
            """
    }

    private func logarithmicAxis(_ name: String, _ values: [Double]) -> String {
        let axis = LogarithmicTics(values)
        let places = axis?.numbers.map { "(" + $0.map { "\(quoted($0)) \($0)" }.joined(separator: ", ") + ")" }
        let range = axis.map { "\($0.range.lowerBound):\($0.range.upperBound)" }
        return """
            set logscale \(name); set format \(name) '1e%T'
            set \(name)tics \(places ?? "autofreq"); set \(name)range [\(range ?? "*:*")]
            """
    }
}

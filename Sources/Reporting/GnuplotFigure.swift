import Foundation
import Platform

/// A figure of one or more panels, drawn by gnuplot into an SVG or a PNG file.
///
/// Colors are those of Okabe and Ito, which color-blind readers can tell apart; lines differ in dashes as well, so
/// that a print in grey can be read.
struct GnuplotFigure {
    /// One line of a panel.
    struct Line {
        let title: String
        let points: [(x: Double, y: Double)]
        let style: Style
        /// Whether its points are dots.
        var hasDots = false
    }

    /// What a line stands for.
    enum Style: Int {
        case training = 1
        case validation = 2
        case single = 3
        case comparison = 4
    }

    /// One plot with its axes.
    struct Panel {
        let title: String
        let x: String
        let y: String
        var isLogarithmicX = false
        var isLogarithmicY = false
        /// Vertical lines at these places.
        var marks: [Double] = []
        /// The bounds of y; nil for those of the data.
        var yRange: ClosedRange<Double>?
        /// Names on the y axis, at the whole numbers from 0 on; nil for numbers.
        var names: [String]?
        let lines: [Line]
    }

    let title: String
    let panels: [Panel]
    let columns: Int

    /// Draws the figure.
    ///
    /// - Parameter url: a name that ends in `.svg` or `.png`.
    /// - Throws: ``LabError`` of kind `usage` for another ending, `io` where gnuplot is missing or fails.
    func write(to url: URL) async throws {
        let temporary = url.deletingLastPathComponent().appendingPathComponent(
            ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).tmp")
        let commands = try script(for: url, output: temporary)
        guard FileManager.default.fileExists(atPath: url.deletingLastPathComponent().path) else {
            throw LabError.io("Cannot write \(url.path): its folder does not exist.")
        }
        do {
            try await Child.run("gnuplot", ["-"], package: "gnuplot-nox", input: commands)
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
        try DurableFile.move(temporary, to: url)
    }

    /// The commands for gnuplot.
    func script(for url: URL, output: URL) throws -> String {
        let rows = (panels.count + columns - 1) / columns
        let size = "\(columns == 1 ? 720 : 480 * columns),\(330 * rows + 40)"
        let terminal =
            switch url.pathExtension {
            case "svg": "svg size \(size) font 'sans-serif,12' background '#ffffff'"
            case "png": "pngcairo size \(size) font 'sans,10' background '#ffffff'"
            default:
                throw LabError.usage(
                    "\(url.lastPathComponent) is no name for a figure: it ends neither in .svg nor in .png.")
            }
        return """
            set terminal \(terminal) noenhanced
            set output \(quoted(output.path))
            set linetype 1 lc rgb '#0072b2' lw 2 dt 1
            set linetype 2 lc rgb '#d55e00' lw 2 dt 2
            set linetype 3 lc rgb '#009e73' lw 2 dt 1
            set linetype 4 lc rgb '#cc79a7' lw 2 dt 4
            set grid lc rgb '#dddddd' lt 1 lw 0.5 dt 1
            set border 3 lc rgb '#555555'
            set tics nomirror
            set key outside top right horizontal samplen 3
            \(panels.enumerated().map { data($0, $1) }.joined(separator: "\n"))
            set multiplot layout \(rows),\(columns) title \(quoted(title)) font ',13'
            \(panels.enumerated().map { plot($0, $1) }.joined(separator: "\n"))
            unset multiplot

            """
    }

    /// The data of a panel as inline blocks.
    private func data(_ number: Int, _ panel: Panel) -> String {
        panel.lines.enumerated().map { i, line in
            "$p\(number)l\(i) << EOD\n" + line.points.map { "\($0.x) \($0.y)" }.joined(separator: "\n") + "\nEOD"
        }.joined(separator: "\n")
    }

    private func plot(_ number: Int, _ panel: Panel) -> String {
        let lines = panel.lines.enumerated().map { i, line in
            "$p\(number)l\(i) using 1:2 with \(line.hasDots ? "linespoints pt 7 ps 0.6" : "lines") lt "
                + "\(line.style.rawValue) "
                + (panel.lines.count > 1 && !line.title.isEmpty ? "title \(quoted(line.title))" : "notitle")
        }
        let marks = panel.marks.map {
            "set arrow from \($0), graph 0 to \($0), graph 1 nohead lc rgb '#555555' dt 3"
        }
        return
            ([
                "set title \(quoted(panel.title))", "set xlabel \(quoted(panel.x))", "set ylabel \(quoted(panel.y))",
                panel.isLogarithmicX ? "set logscale x\nset format x '1e%T'" : "unset logscale x\nset format x '%g'",
                panel.isLogarithmicY ? "set logscale y\nset format y '1e%T'" : "unset logscale y\nset format y '%g'",
                panel.names.map(names) ?? "set ytics autofreq",
                "set yrange [\(panel.yRange.map { "\($0.lowerBound):\($0.upperBound)" } ?? "*:*")]", "unset arrow",
            ] + marks + ["plot " + lines.joined(separator: ", ")]).joined(separator: "\n")
    }

    private func names(_ names: [String]) -> String {
        "set ytics (" + names.enumerated().map { "\(quoted($1)) \($0)" }.joined(separator: ", ") + ")"
    }

    /// A text in gnuplot's single quotes.
    private func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''").replacing("\n", with: " ") + "'"
    }
}

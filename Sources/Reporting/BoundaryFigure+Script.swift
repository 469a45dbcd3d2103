import Foundation
import Platform

extension BoundaryFigure {
    /// The color, the filled mark and its outline of each class; from the seventh on they repeat.
    static let looks: [(color: Color, mark: Int, outline: Int)] = [
        (Color(0x00, 0x72, 0xb2), 7, 6), (Color(0xe6, 0x9f, 0x00), 9, 8), (Color(0x00, 0x9e, 0x73), 5, 4),
        (Color(0xcc, 0x79, 0xa7), 13, 12), (Color(0xd5, 0x5e, 0x00), 11, 10), (Color(0x56, 0xb4, 0xe9), 15, 14),
    ]

    /// A color in shares of 255.
    struct Color: Equatable {
        let red, green, blue: Double

        init(_ red: Double, _ green: Double, _ blue: Double) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        /// Mixed with white: what a class's region is filled with.
        var light: Color {
            func mix(_ value: Double) -> Double { 255 - 0.42 * (255 - value) }
            return Color(mix(red), mix(green), mix(blue))
        }

        /// `#0072b2`.
        var text: String { String(format: "#%02x%02x%02x", Int(red), Int(green), Int(blue)) }
    }

    private static func look(_ label: Int) -> (color: Color, mark: Int, outline: Int) { looks[label % looks.count] }

    /// The color of a place: the light colors of the classes, weighted by their probabilities.
    static func blend(_ probabilities: ArraySlice<Double>) -> Color {
        var (red, green, blue) = (0.0, 0.0, 0.0)
        for (label, p) in probabilities.enumerated() {
            let light = look(label).color.light
            red += p * light.red
            green += p * light.green
            blue += p * light.blue
        }
        return Color(red.rounded(), green.rounded(), blue.rounded())
    }

    private var columns: Int { panels.count <= 3 ? panels.count : panels.count == 4 ? 2 : 3 }
    private var rows: Int { (panels.count + columns - 1) / columns }
    /// The side of a panel, and the room about it, in pixels.
    private var side: Double { panels.count == 1 ? 480 : 270 }
    private var room: (left: Double, top: Double, bottom: Double) {
        // Of numbers as wide as -0.5 the name of the axis has its place; wider ones push it on.
        let digits = [window.y.lowerBound, window.y.upperBound].map { String(Int(abs($0))).count }.max() ?? 1
        return (56 + 7 * Double(max(digits - 2, 0)), 24, panels.count == 1 ? 46 : 42)
    }
    private var headingHeight: Double { 24 + 16 * Double(heading.lines.count) }
    private var footing: Double { 34 }
    private var width: Double { max(Double(columns) * (side + room.left) + 24, 560) }
    private var height: Double { Double(rows) * (side + room.top + room.bottom) + headingHeight + footing }
    private var heading: FigureTitle { FigureTitle(title, width: width) }

    /// The commands for gnuplot.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the name of the file ends neither in `.svg` nor in `.png`.
    package func script(for url: URL, output: URL) throws -> String {
        """
        set terminal \(try terminal(for: url, width: Int(width), height: Int(height), options: " rounded")) noenhanced
        set output \(quoted(output.path))
        \(data)
        set multiplot title \(heading.script)
        set border 15 lc rgb '#555555'
        set tics out nomirror scale 0.6
        unset key
        set xrange [\(window.x.lowerBound):\(window.x.upperBound)]
        set yrange [\(window.y.lowerBound):\(window.y.upperBound)]
        \(panels.indices.map(plot).joined(separator: "\n"))
        \(key)
        unset multiplot

        """
    }

    /// The points of each class, and of each panel with regions the colors of its cells and its boundaries.
    private var data: String {
        var blocks = classNames.indices.map { label in
            block("c\(label)", points.filter { $0.label == label }.map { "\($0.x) \($0.y)" })
        }
        for (i, panel) in panels.enumerated() {
            guard let regions = panel.regions else { continue }
            blocks.append(block("r\(i)", cells(regions)))
            let segments = (0..<max(regions.classes - 1, 1)).flatMap(regions.boundary)
            blocks.append(
                block(
                    "b\(i)",
                    segments.map { "\(short($0.from.x)) \(short($0.from.y))\n\(short($0.to.x)) \(short($0.to.y))\n" }))
        }
        return blocks.joined(separator: "\n")
    }

    private func block(_ name: String, _ rows: [String]) -> String {
        "$\(name) << EOD\n" + rows.joined(separator: "\n") + "\nEOD"
    }

    private func short(_ value: Double) -> String { String(format: "%.5g", value) }

    private func cells(_ regions: DecisionRegions) -> [String] {
        (0..<regions.side * regions.side).map { i in
            let (row, column) = (i / regions.side, i % regions.side)
            let start = i * regions.classes
            let color = BoundaryFigure.blend(regions.probabilities[start..<start + regions.classes])
            let x = regions.window.place(column, regions.side, regions.window.x)
            let y = regions.window.place(row, regions.side, regions.window.y)
            return "\(short(x)) \(short(y)) \(Int(color.red)) \(Int(color.green)) \(Int(color.blue))"
        }
    }

    /// One panel at its place.
    private func plot(_ number: Int) -> String {
        let (row, column) = (number / columns, number % columns)
        let extra = (width - Double(columns) * (side + room.left)) / 2
        let left = extra + Double(column) * (side + room.left) + room.left - 14
        let top = height - headingHeight - Double(row) * (side + room.top + room.bottom) - room.top
        let isLowest = number + columns >= panels.count
        return """
            set lmargin at screen \(left / width); set rmargin at screen \((left + side) / width)
            set tmargin at screen \(top / height); set bmargin at screen \((top - side) / height)
            set title \(quoted(panels[number].title)) offset 0,-0.6
            set xlabel \(quoted(isLowest ? "x1" : "")) offset 0,0.5
            set ylabel \(quoted(column == 0 ? "x2" : "")) offset 1.8,0
            plot \(elements(number).joined(separator: ", \\\n"))
            """
    }

    /// The regions, the boundaries over them, the points over both.
    private func elements(_ number: Int) -> [String] {
        let size = panels.count == 1 ? 0.85 : 0.6
        var elements: [String] = []
        if panels[number].regions != nil {
            elements.append("$r\(number) using 1:2:3:4:5 with rgbimage notitle")
            if boundaryExists(number) {
                elements.append("$b\(number) using 1:2 with lines lc rgb '#222222' lw 1.6 notitle")
            }
        }
        for label in present {
            let (color, mark, outline) = BoundaryFigure.look(label)
            // A triangle covers less than a circle or a square of its size.
            let size = [9, 11].contains(mark) ? 1.3 * size : size
            elements.append("$c\(label) using 1:2 with points pt \(mark) ps \(size) lc rgb '\(color.text)' notitle")
            elements.append("$c\(label) using 1:2 with points pt \(outline) ps \(size) lw 0.5 lc rgb '#222222' notitle")
        }
        return elements.isEmpty ? ["NaN notitle"] : elements
    }

    private func boundaryExists(_ number: Int) -> Bool {
        guard let regions = panels[number].regions else { return false }
        return (0..<max(regions.classes - 1, 1)).contains { !regions.boundary(of: $0).isEmpty }
    }

    /// The classes that have a point.
    private var present: [Int] { classNames.indices.filter { label in points.contains { $0.label == label } } }

    /// The classes and their marks, below the panels.
    private var key: String {
        let classes = classNames.indices.map { label in
            let look = BoundaryFigure.look(label)
            return
                "keyentry with points pt \(look.mark) ps 1 lc rgb '\(look.color.text)' title \(quoted(classNames[label]))"
        }
        let line =
            panels.contains { $0.regions != nil }
            ? ["keyentry with lines lc rgb '#222222' lw 1.6 title 'boundary'"] : []
        return """
            set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0
            set tmargin at screen \(footing / height)
            unset title; unset xlabel; unset ylabel; unset border; unset tics
            set key inside center center horizontal Left reverse samplen 1.5 width 2
            plot NaN notitle, \((classes + line).joined(separator: ", "))
            """
    }
}

import Foundation

/// A figure of one or more panels, drawn by gnuplot into an SVG or a PNG file.
///
/// Colors are those of Okabe and Ito, which color-blind readers can tell apart; lines differ in dashes as well, so
/// that a print in grey can be read.
package struct GnuplotFigure: GnuplotScript {
    /// One line of a panel.
    struct Line {
        let title: String
        let points: [(x: Double, y: Double)]
        let style: Style
        var form = Form.line
        /// What the band around each point covers; empty for no band.
        var band: [ClosedRange<Double>] = []
    }

    /// How the points of a line are drawn.
    enum Form {
        case line
        case lineWithDots
        /// A mark of the style's own at each point, and nothing between them.
        case marks
        /// A dot that shows others behind it, and nothing between them.
        case dots
        /// A filled diamond, and nothing between them.
        case diamonds
    }

    /// What a line stands for; the raw value is the number of its line type.
    enum Style: Int, CaseIterable {
        case training = 1
        case validation
        case single
        case comparison
        case fifth
        case sixth
        case seventh
        case eighth

        /// The style of one of many lines; from the ninth on they repeat.
        static func number(_ index: Int) -> Style { allCases[index % allCases.count] }
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
        /// What the key says of the vertical lines; nil for nothing.
        var marksTitle: String?
        /// The bounds of x; nil for those of the data.
        var xRange: ClosedRange<Double>?
        /// The bounds of y; nil for those of the data.
        var yRange: ClosedRange<Double>?
        /// What is written on the axes; nil for numbers where gnuplot finds them fit.
        var xTics: [Tic]?
        /// The same for y.
        var yTics: [Tic]?
        /// Whether what is written on the x axis stands aslant.
        var hasSlantedX = false
        /// Names on the y axis, at the whole numbers from 0 on; nil for numbers.
        var names: [String]?
        /// Colored cells below the lines.
        var cells: [Cell] = []
        /// What the colors of the cells mean, in a bar beside the panel; nil for no bar.
        var colorScale: (title: String, tics: [Tic])?
        /// Fixed margins and small texts, for panels that stand close to each other; nil for what gnuplot finds fit.
        var layout: TightLayout?
        /// Texts above the lines.
        var texts: [Text] = []
        /// Points of the texts.
        var textSize = 10
        let lines: [Line]
    }

    let title: String
    let panels: [Panel]
    let columns: Int
    /// The heading of one key in a cell after the panels, which have the same lines; nil for a key above each panel.
    var sharedKey: String?
    /// Names in a cell after the panels; nil for none.
    var listing: Listing?
    /// Pixels of a row of panels.
    var rowHeight = 330
    /// Pixels of the whole; nil for what goes with the number of columns.
    var width: Int?

    /// Draws the figure.
    ///
    /// - Parameter url: a name that ends in `.svg` or `.png`.
    /// - Throws: ``LabError`` of kind `usage` for another ending, `io` where gnuplot is missing or fails.
    func write(to url: URL) async throws {
        try await draw(into: url)
    }
}

import Foundation
import Platform

/// A figure that is commands for gnuplot.
package protocol GnuplotScript {
    /// The commands that draw it into a file.
    ///
    /// - Parameters:
    ///   - url: the name in the end, whose ending chooses the terminal.
    ///   - output: what gnuplot writes, to be renamed when it is whole.
    /// - Throws: ``LabError`` of kind `usage` where the name ends neither in `.svg` nor in `.png`.
    func script(for url: URL, output: URL) throws -> String
}

extension GnuplotScript {
    /// Has gnuplot draw the figure into a file, whole or not at all.
    ///
    /// - Throws: ``LabError`` of kind `usage` for another ending, `io` where gnuplot is missing or fails.
    func draw(into url: URL) async throws {
        guard FileManager.default.fileExists(atPath: url.deletingLastPathComponent().path) else {
            throw LabError.io("Cannot write \(url.path): its folder does not exist.")
        }
        guard !url.path.unicodeScalars.contains(where: \.isControl) else {
            throw LabError.usage(
                "'\(url.lastPathComponent)' cannot be drawn: gnuplot takes no line breaks and the like in a path; choose another."
            )
        }
        let temporary = try DurableFile.begin(url)
        do {
            let commands = try script(for: url, output: temporary)
            try await Child.run("gnuplot", ["-"], package: "gnuplot-nox", input: commands)
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
        try DurableFile.finish(temporary, as: url)
    }

    /// What draws a file of so many pixels, with further options.
    func terminal(for url: URL, width: Int, height: Int, options: String = "") throws -> String {
        let size = "\(width),\(height)"
        return switch url.pathExtension {
        case "svg": "svg size \(size) font 'sans-serif,12'\(options) background '#ffffff'"
        case "png": "pngcairo size \(size) font 'sans,10'\(options) background '#ffffff'"
        default:
            throw LabError.usage(
                "\(url.lastPathComponent) is no name for a figure: it ends neither in .svg nor in .png.")
        }
    }
}

/// A text in gnuplot's single quotes, between which it runs nothing; line breaks and other controls are spaces.
func quoted(_ text: String) -> String {
    "'" + text.unicodeScalars.map { $0.isControl ? " " : $0 == "'" ? "''" : String($0) }.joined() + "'"
}

extension Unicode.Scalar {
    /// A line break, a tabulator and the like.
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}

import ArgumentParser
import Foundation
import LayerLab

extension URL {
    /// The path as a user would write it from the folder that the program was started in.
    var shortPath: String { relativePath.hasPrefix("./") ? String(relativePath.dropFirst(2)) : relativePath }
}

/// Where a figure goes, and what stands above it.
struct FigureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The file: a name that ends in .svg or .png.", valueName: "file"),
        completion: .file(extensions: ["svg", "png"]))
    var out: String?

    @Option(help: "The title, in place of what was run.")
    var title: String?

    /// A name that no figure can have is refused before anything is read or computed.
    func validate() throws {
        guard let out, !["svg", "png"].contains(URL(fileURLWithPath: out).pathExtension) else { return }
        throw ValidationError("--out \(out) is no name for a figure: it ends neither in .svg nor in .png.")
    }

    /// Draws a figure, and prints where it is.
    ///
    /// - Parameter place: where it goes without --out.
    func write(_ figure: any Figure, or place: URL) async throws {
        let url = out.map { URL(fileURLWithPath: $0) } ?? place
        try await figure.write(to: url)
        Console.print(out ?? url.shortPath)
    }
}

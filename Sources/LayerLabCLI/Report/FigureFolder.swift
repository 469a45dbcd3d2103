import Foundation
import LayerLab

/// A folder for the figures of a page while it is put together; removed when the value goes away.
final class FigureFolder {
    private let url: URL
    private var count = 0

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-report-\(UUID().uuidString)")
        try DurableFile.makeFolder(url)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// A file for the next figure.
    private func next(_ ending: String) -> URL {
        count += 1
        return url.appendingPathComponent("\(count).\(ending)")
    }

    /// A figure as a block of the page.
    func figure(_ ending: String = "svg", caption: String, draw: (URL) async throws -> Void) async throws
        -> Document.Block
    {
        let file = next(ending)
        try await draw(file)
        return .figure(file, caption: caption)
    }

    /// An image in a file of its own.
    func file(_ image: PixelImage) throws -> URL {
        let file = next("png")
        try DurableFile.write(image.pngData(), to: file)
        return file
    }
}

import Foundation
import Platform

/// A folder for what is needed for a while; it goes when the value does.
final class ScratchFolder: Sendable {
    /// Where it is.
    let url: URL

    init() throws {
        // A plugin is known by its path without symbolic links.
        url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("layerlab-\(UUID().uuidString)")
        try DurableFile.makeFolder(url)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

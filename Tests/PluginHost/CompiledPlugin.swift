import Foundation
import PluginHost
import TestSupport

/// The sources of the plugins that tests compile.
enum PluginFixture {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A file of the repository.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Compiles a text into a folder and returns the library's path.
    static func compile(_ text: String, _ name: String, in folder: TemporaryFolder) async throws -> String {
        let compiler = try PluginCompiler(folder.write(name, Array(text.utf8)))
        try await compiler.run()
        return compiler.library.path
    }

    /// Compiles the breakable plugin with some definitions in front of it.
    static func broken(_ definitions: String, in folder: TemporaryFolder) async throws -> String {
        try await compile(definitions + "\n" + text("Tests/Fixtures/plugins/broken.c"), "broken.c", in: folder)
    }
}

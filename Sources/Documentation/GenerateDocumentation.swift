import Foundation
import PackagePlugin

/// `swift package generate-documentation`: the pages of `import LayerLab`, with all that it re-exports.
///
/// swift-docc-plugin knows nothing of what a module re-exports, which is nearly all of LayerLab, and compiles every module
/// anew with other flags; `pages.sh` reads the modules of the release build.
@main struct GenerateDocumentation: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let build = try packageManager.build(
            .product("layerlab"), parameters: .init(configuration: .release, logging: .concise, echoLogs: true))
        guard build.succeeded else { throw Failure(description: "The release build has failed, see above.") }
        let pages = Process()
        pages.executableURL = context.package.directoryURL.appending(path: "Sources/Documentation/pages.sh")
        pages.currentDirectoryURL = context.package.directoryURL
        try pages.run()
        pages.waitUntilExit()
        guard pages.terminationStatus == 0 else {
            throw Failure(description: "DocC has found fault with the documentation comments, see above.")
        }
    }

    /// Why there are no pages.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

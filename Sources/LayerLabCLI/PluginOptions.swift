import ArgumentParser
import Foundation
import LayerLab

/// The plugins of a command; here, and nowhere else, the registry is made that all below are handed.
struct PluginOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Load a plugin; may be repeated. LAYERLAB_PLUGIN_PATH names files and folders of more.",
            valueName: "file.so"),
        completion: .file(extensions: ["so"]))
    var plugin: [String] = []

    /// The built-in components and those of the plugins.
    func registry() throws -> Registry {
        var registry = try Standard.registry()
        try registry.load(
            plugins: plugin, searching: ProcessInfo.processInfo.environment["LAYERLAB_PLUGIN_PATH"])
        return registry
    }
}

extension [PluginRecord] {
    /// What loads them again, behind another word of a command.
    var flags: String { map { " --plugin \($0.path.shellWord)" }.joined() }
}

extension String {
    /// A word of a shell's command line.
    var shellWord: String {
        let isPlain = !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || "/._-+=:,@%".contains($0) }
        return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}

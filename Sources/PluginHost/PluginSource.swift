import CPluginExamples
import Components
import Foundation
import Platform

/// The languages that a plugin can be written in here.
public enum PluginLanguage: String, Sendable, CaseIterable {
    /// C99 or later.
    case c
    /// Swift, against the same C interface.
    case swift

    /// The language of a source file; nil for other files.
    init?(file: URL) { self.init(rawValue: file.pathExtension) }
}

/// The source of a plugin to start from.
public enum PluginSource {
    /// The text of the plugin interface, `layerlab_plugin.h`.
    public static var header: String { String(cString: plugin_header()) }

    /// The built-in `leaky_relu` once more, as a plugin in C, which registers `rectifier_twin`.
    public static var twin: String { String(cString: rectifier_twin()) }

    /// The kinds of component that a plugin can hold.
    public static var kinds: [String] {
        examples.map(\.kind).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// A plugin that works as it is, with one component of this name and kind.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the name or the kind cannot be.
    public static func text(name: String, kind: String, language: PluginLanguage) throws -> String {
        guard name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil else {
            throw LabError.usage(
                "A plugin cannot be named '\(name)': choose small letters, digits and underscores, a letter first.")
        }
        guard let example = examples.first(where: { $0.kind == kind && $0.language == language }) else {
            throw LabError.unknown("kind of plugin", kind, choices: kinds)
        }
        // In two steps, so that a name that has the example's in it is not replaced again.
        let mark = "\u{1}"
        return example.text.replacing(example.component, with: mark).replacing(example.stem, with: mark)
            .replacing(mark, with: name)
    }

    private struct Example {
        let kind, stem, component, text: String
        let language: PluginLanguage
    }

    private static var examples: [Example] {
        (0...).lazy.map { example_at($0) }.prefix { $0 != nil }.compactMap { example in
            let file = URL(fileURLWithPath: String(cString: example!.pointee.file))
            return PluginLanguage(file: file).map {
                Example(
                    kind: String(cString: example!.pointee.kind), stem: file.deletingPathExtension().lastPathComponent,
                    component: String(cString: example!.pointee.component),
                    text: String(cString: example!.pointee.text), language: $0)
            }
        }
    }
}

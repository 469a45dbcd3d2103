import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plugin`: a component of one's own.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Write, compile and check a component of your own, in C or Swift.",
        discussion: """
            EXAMPLES
              layerlab plugin new mine --kind activation --language c
              layerlab plugin build mine.c
              layerlab plugin check mine.so
              layerlab train --plugin mine.so --activation mine --dataset shapes
            """,
        subcommands: [PluginNew.self, PluginBuild.self, PluginCheck.self, PluginValues.self, PluginHeader.self])
}

/// `layerlab plugin new`: a source file that works as it is.
struct PluginNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a plugin of one file, with its comments, into the current folder.")

    @Argument(help: "The name of the component: small letters, digits and underscores.") var name: String
    @Option(help: "\(PluginSource.kinds.joined(separator: ", ")).", completion: .list(PluginSource.kinds))
    var kind = "activation"
    @Option(help: "c or swift.") var language = PluginLanguage.c

    func run() throws {
        let text = try PluginSource.text(name: name, kind: kind, language: language)
        let taken = ComponentKind(rawValue: kind).flatMap { try? Standard.registry().entry($0, named: name) }
        guard taken == nil else {
            throw LabError.usage("There is a built-in \(kind) that answers to '\(name)'; choose another name.")
        }
        let file = "\(name).\(language.rawValue)"
        guard !FileManager.default.fileExists(atPath: file) else {
            throw LabError.usage("There is a file \(file) here already; choose another name, or move it away.")
        }
        try DurableFile.write(text, to: URL(fileURLWithPath: file))
        Console.print("\(file) is written. Change it, then: layerlab plugin build \(file)")
    }
}

extension PluginLanguage: ExpressibleByArgument {}

/// `layerlab plugin build`: the source file compiled.
struct PluginBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Compile a plugin of one file, with cc or swiftc.",
        discussion: "The library stands beside the source, with the ending .so; --verbose shows the command.")

    @Argument(help: "The source, a file that ends in .c or .swift.", completion: .file(extensions: ["c", "swift"]))
    var file: String
    @Option(name: .shortAndLong, help: "Where the library goes.", completion: .file(extensions: ["so"]))
    var output: String?
    @Flag(name: .shortAndLong, help: "Show the compiler's command.") var verbose = false

    func run() async throws {
        let compiler = try PluginCompiler(file, output: output)
        try await compiler.run { if verbose { Console.note($0) } }
        let library = output ?? (file as NSString).deletingPathExtension + ".so"
        Console.print("\(library) is built. Check it: layerlab plugin check \(library)")
    }
}

/// `layerlab plugin header`: the interface.
struct PluginHeader: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "header", abstract: "Print layerlab_plugin.h, where the interface is explained.")

    func run() { Console.print(String(PluginSource.header.dropLast())) }
}

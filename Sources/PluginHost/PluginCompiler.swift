import Foundation
import Platform

/// Compiles a plugin of one file with the compiler of the machine.
public struct PluginCompiler {
    /// The source file.
    public let source: URL
    /// The library that is made.
    public let library: URL
    private let language: PluginLanguage

    /// The compilation of a file, into a library beside it where no other is named.
    ///
    /// - Throws: ``LabError``: `usage` where it is neither C nor Swift, or the library is not called .so, `io` where it is
    ///   not there.
    public init(_ path: String, output: String? = nil) throws {
        source = URL(fileURLWithPath: path)
        library = output.map { URL(fileURLWithPath: $0) } ?? source.deletingPathExtension().appendingPathExtension("so")
        guard let language = PluginLanguage(file: source) else {
            throw LabError.usage("\(path) is not called .c or .swift, and other languages are not compiled here.")
        }
        guard library.pathExtension == "so" else {
            throw LabError.usage("A plugin's library is called .so, but '\(library.lastPathComponent)' was asked for.")
        }
        guard FileManager.default.fileExists(atPath: source.path) else {
            throw LabError.io("There is no file \(path); write one with 'layerlab plugin new NAME --kind activation'.")
        }
        var isFolder: ObjCBool = false
        let folder = library.deletingLastPathComponent()
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw LabError.io("There is no folder \(folder.path) for \(library.lastPathComponent); make it first.")
        }
        self.language = language
    }

    /// The command for a folder that holds the header.
    ///
    /// C is compiled for this machine's instructions, as the C core is, and without contraction, so that it rounds as
    /// written; loops that choose (z > 0 ? z : 0) become vectors only where comparisons need not trap.
    public func command(header folder: URL, into target: URL) -> [String] {
        switch language {
        case .c:
            [
                "cc", "-std=c17", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math",
                "-fPIC", "-shared", "-Wall", "-Wextra", "-I\(folder.path)", source.path, "-o", target.path, "-lm",
            ]
        case .swift:
            [
                "swiftc", "-O", "-emit-library", "-module-name", "plugin", "-import-objc-header",
                folder.appendingPathComponent("layerlab_plugin.h").path, source.path, "-o", target.path,
            ]
        }
    }

    /// Compiles; what the compiler says goes to standard error.
    ///
    /// A library that was there is replaced in one step, so that a program which has it open is left alone.
    /// - Parameter onCommand: told the command.
    /// - Throws: ``LabError``: `io` where there is no compiler, `badData` where it refuses the file.
    public func run(onCommand: (String) -> Void = { _ in }) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
        try DurableFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        try DurableFile.write(PluginSource.header, to: folder.appendingPathComponent("layerlab_plugin.h"))
        let target = library.deletingLastPathComponent()
            .appendingPathComponent(".\(library.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).tmp")
        let command = command(header: folder, into: target)
        onCommand(command.joined(separator: " "))
        guard await Child.succeeds(command[0], ["--version"]) else {
            throw LabError.io(
                language == .c
                    ? "There is no C compiler cc: install it with 'apt-get install gcc libc6-dev'."
                    : "There is no Swift compiler swiftc on PATH: see https://www.swift.org/install")
        }
        do {
            try await Child.watch(command[0], Array(command.dropFirst()), package: "gcc")
        } catch {
            try? FileManager.default.removeItem(at: target)
            try Interruption.check()
            throw LabError.badData("\(source.path) does not compile; what \(command[0]) says stands above.")
        }
        try DurableFile.move(target, to: library)
    }
}

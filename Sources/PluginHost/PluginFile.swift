import CPluginABI
import Components
import Foundation
import Platform

/// A shared library that has been opened, and what it says of itself; it stays open for good.
struct PluginFile: @unchecked Sendable {
    /// The absolute path.
    let path: String
    /// What it calls itself.
    let name: String
    /// Its version.
    let version: String
    /// The SHA-256 of the file.
    let checksum: String
    /// Its description, of this interface's version and at least its size.
    let description: layerlab_plugin

    /// Opens a library; the version is compared before anything else is read.
    ///
    /// - Throws: ``LabError`` of kind `io` where there is no file, `badData` where it is no plugin of this version.
    init(_ path: String) throws {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let bytes = try PluginFile.library(url, named: path)
        let entry = try PluginFile.entry(url, named: path)
        guard let description = entry() else {
            throw LabError.badData(
                "\(path): layerlab_plugin_entry returned NULL; return the address of a static layerlab_plugin.")
        }
        let version = UnsafeRawPointer(description).load(as: UInt32.self)
        guard version == LAYERLAB_PLUGIN_ABI else {
            throw LabError.badData(
                "\(path): it was built for version \(version) of the plugin interface, but this LayerLab has version "
                    + "\(LAYERLAB_PLUGIN_ABI); build it again with 'layerlab plugin build'.")
        }
        let size = UnsafeRawPointer(description).load(fromByteOffset: 4, as: UInt32.self)
        try PluginFile.check(size, of: layerlab_plugin.self, "layerlab_plugin", in: path)
        self.path = url.path
        self.description = description.pointee
        let texts = PluginTexts(owner: "\(path): the plugin")
        name = try texts.name(description.pointee.name)
        self.version = try texts.line(description.pointee.version, "version")
        checksum = SHA256.hex(bytes)
        guard !self.version.contains(where: { $0 == " " || $0 == ";" }) else {
            throw LabError.badData(
                "\(path): its version is '\(self.version)'; write it without spaces, such as \"1.0\".")
        }
    }

    /// Why the last call on this thread failed: the plugin's own words, else the code.
    func reason(_ code: Int32) -> String {
        guard let text = description.last_error?(), text.pointee != 0 else { return "code \(code)" }
        return "code \(code): \(String(cString: text))"
    }

    /// Refuses a structure that is smaller than this interface's, whose last fields would be read from beyond it.
    static func check<T>(_ size: UInt32, of type: T.Type, _ name: String, in owner: String) throws {
        guard size >= MemoryLayout<T>.size else {
            throw LabError.badData(
                "\(owner): its \(name) says that it has \(size) bytes, but \(MemoryLayout<T>.size) are needed; "
                    + "set .size = sizeof(\(name)).")
        }
    }

    private static func library(_ url: URL, named path: String) throws -> Data {
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw LabError.io("\(path): there is no such plugin; build one with 'layerlab plugin build FILE'.")
        }
        let bytes = try DurableFile.read(url)
        let magics: [[UInt8]] = [[0x7F, 0x45, 0x4C, 0x46], [0xCF, 0xFA, 0xED, 0xFE]]  // ELF, Mach-O
        guard magics.contains(where: { bytes.starts(with: $0) }) else {
            let isSource = PluginLanguage(file: url) != nil
            throw LabError.badData(
                "\(path): it is no shared library"
                    + (isSource
                        ? ", but its source: build it with 'layerlab plugin build \(path)'." : "; name a .so file."))
        }
        guard isWhole(bytes) else {
            throw LabError.badData("\(path): the library is cut off; build it again with 'layerlab plugin build'.")
        }
        return bytes
    }

    /// Whether the section headers, with which a library ends, are there; to load one that is cut off is a crash.
    private static func isWhole(_ bytes: Data) -> Bool {
        func number<N: FixedWidthInteger>(_ type: N.Type, at offset: Int) -> Int {
            bytes.withUnsafeBytes {
                Int(truncatingIfNeeded: N(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: N.self)))
            }
        }
        // The places of the 64-bit ELF header: where they begin, the size of one, how many.
        guard bytes.count >= 64 else { return false }
        guard bytes[0] == 0x7F else { return true }
        let (begin, size, count) = (
            number(UInt64.self, at: 40), number(UInt16.self, at: 58), number(UInt16.self, at: 60)
        )
        return begin >= 0 && begin <= bytes.count - size * count
    }

    private typealias Entry = @convention(c) () -> UnsafePointer<layerlab_plugin>?

    private static func entry(_ url: URL, named path: String) throws -> Entry {
        guard let handle = dlopen(url.path, RTLD_NOW | RTLD_LOCAL) else {
            let why = dlerror().map { String(cString: $0) } ?? "no reason was given"
            throw LabError.badData("\(path): the system cannot load it (\(why)); build it again on this machine.")
        }
        guard let symbol = dlsym(handle, "layerlab_plugin_entry") else {
            throw LabError.badData(
                "\(path): it is a library, but no plugin: it has no function layerlab_plugin_entry; "
                    + "define it and export it with LAYERLAB_EXPORT.")
        }
        return unsafeBitCast(symbol, to: Entry.self)
    }
}

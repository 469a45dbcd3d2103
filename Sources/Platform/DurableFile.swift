import Foundation

/// Files that are either wholly there or not at all.
package enum DurableFile {
    /// Writes bytes to a temporary name beside the target, syncs them to disk and renames.
    ///
    /// A reader sees the old content or the new, never a part; a crash leaves the old file as it was.
    /// - Throws: ``LabError`` of kind `io` that names the path and the system's reason.
    package static func write(_ data: Data, to url: URL) throws {
        try finish(begin(url), as: url) { try $0.write(contentsOf: data) }
    }

    /// Checks that a file can be written, before work is done for it, and leaves none.
    ///
    /// - Throws: ``LabError`` of kind `io` as ``write(_:to:)-(Data,_)`` would.
    package static func check(_ url: URL) throws {
        try FileManager.default.removeItem(at: begin(url))
    }

    /// An empty file of a temporary name beside a target, for another program to fill.
    ///
    /// - Throws: ``LabError`` of kind `io` that names the target and the system's reason.
    package static func begin(_ url: URL) throws -> URL {
        var status = stat()
        // Renaming over a device or a pipe would take it away from everybody.
        if stat(url.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a pipe, and a file was expected"
            throw LabError.io("Cannot write \(url.path): it is \(kind).")
        }
        let temporary = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).tmp")
        do {
            try Data().write(to: temporary)
        } catch {
            throw LabError.io("Cannot write \(url.path): \(reason(error)).")
        }
        return temporary
    }

    /// Syncs what ``begin(_:)`` has begun, and renames it over its target.
    ///
    /// - Parameter fill: writes what is left to be written.
    package static func finish(_ temporary: URL, as url: URL, fill: (FileHandle) throws -> Void = { _ in }) throws {
        do {
            let handle = try FileHandle(forWritingTo: temporary)
            try fill(handle)
            try handle.synchronize()
            try handle.close()
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw LabError.io("Cannot write \(url.path): \(reason(error)).")
        }
        try move(temporary, to: url)
    }

    /// Writes text as UTF-8; see ``write(_:to:)-(Data,_)``.
    package static func write(_ text: String, to url: URL) throws {
        try write(Data(text.utf8), to: url)
    }

    /// Renames a finished file over its target, on the same file system, in one step.
    package static func move(_ source: URL, to target: URL) throws {
        guard rename(source.path, target.path) == 0 else {
            let why = String(cString: strerror(errno))
            try? FileManager.default.removeItem(at: source)
            throw LabError.io("Cannot write \(target.path): \(why).")
        }
    }

    /// Reads a file.
    ///
    /// - Parameter count: how many bytes at most, from its beginning; nil for all.
    /// - Throws: ``LabError`` of kind `io` that says what is missing.
    package static func read(_ url: URL, first count: Int? = nil) throws -> Data {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
            throw LabError.io("Cannot read \(url.path): it is a folder, and a file was expected.")
        }
        do {
            guard let count else { return try Data(contentsOf: url) }
            return try FileHandle(forReadingFrom: url).read(upToCount: count) ?? Data()
        } catch {
            throw LabError.io("Cannot read \(url.path): \(reason(error)).")
        }
    }

    /// Makes a folder with its parents.
    package static func makeFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            // Foundation keeps the system's reason to itself here.
            let isVague = (error as? CocoaError)?.code == .fileWriteUnknown
            let reason = isVague ? "a file stands in its path, or a name is too long" : reason(error)
            throw LabError.io("Cannot make the folder \(url.path): \(reason).")
        }
    }

    /// The system's own words for a failed file operation.
    package static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "No such file or directory"
        case .fileReadNoPermission, .fileWriteNoPermission: return "Permission denied"
        case .fileWriteOutOfSpace: return "No space left on device"
        case .fileWriteVolumeReadOnly: return "Read-only file system"
        case .fileWriteFileExists: return "A file is in its place"
        default: break
        }
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        return underlying.domain == NSPOSIXErrorDomain
            ? String(cString: strerror(Int32(underlying.code)))
            : error.localizedDescription.trimmingCharacters(in: ["."])
    }
}

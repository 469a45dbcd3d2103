import Foundation
import Platform

/// A file of known size and checksum on the network.
public struct RemoteFile: Sendable {
    /// Where it is.
    public let url: String
    /// Its length in bytes.
    public let size: Int
    /// Its MD5 in hex digits.
    public let md5: String

    /// A file.
    public init(url: String, size: Int, md5: String) {
        self.url = url
        self.size = size
        self.md5 = md5
    }

    /// CIFAR-10's binary version, with the size and the MD5 that its home page gives.
    public static func cifar10(
        url: String = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    ) -> RemoteFile {
        RemoteFile(url: url, size: 170_052_171, md5: "c32a1d4ab5d03f1284b67883e8d87530")
    }

    /// Downloads it into a folder, or takes it from there where it is whole already.
    ///
    /// A partial download, `NAME.part`, is continued. curl draws its bar on a terminal.
    /// - Returns: where the whole file is.
    /// - Throws: ``LabError`` of kind `io` where the server cannot be reached, `badData` where what it sends is
    ///   something else.
    public func download(into folder: URL) async throws -> URL {
        try DurableFile.makeFolder(folder)
        let target = folder.appendingPathComponent((url as NSString).lastPathComponent)
        if DataPlaces.isFile(target) {
            guard let flaw = try await flaw(of: target) else { return target }
            throw LabError.badData("\(target.path) \(flaw): delete it and fetch it again.")
        }
        let part = target.appendingPathExtension("part")
        if (try? size(of: part)) ?? 0 < size { try await fetch(part) }
        if let flaw = try await flaw(of: part) {
            // Were it kept, every further call would go on from it.
            try? FileManager.default.removeItem(at: part)
            throw LabError.badData(
                "What was fetched from \(url) \(flaw), and was deleted: fetch it again, or from another address.")
        }
        try DurableFile.move(part, to: target)
        return target
    }

    private func fetch(_ part: URL) async throws {
        do {
            try await Child.watch(
                "curl",
                ["--fail", "--location", "--connect-timeout", "20", "--retry", "2", "--continue-at", "-"]
                    + (isatty(STDERR_FILENO) != 0 ? ["--progress-bar"] : ["--silent", "--show-error"])
                    + ["--output", part.path, url], package: "curl")
        } catch let error as LabError {
            try Interruption.check()
            let kept = (try? size(of: part)) ?? 0
            throw LabError.io(
                "\(url) could not be downloaded (\(error.message)). \(kept) of \(size) bytes are kept; the same "
                    + "command goes on from there.")
        }
        try Interruption.check()
    }

    /// What is wrong with a file; nil where it is the one that is wanted.
    private func flaw(of file: URL) async throws -> String? {
        let found = try size(of: file)
        guard found == size else { return "has \(found) bytes, but \(size) were expected" }
        let sum = try await Child.run("md5sum", [file.path], package: "coreutils").prefix(32)
        return sum == md5 ? nil : "has the MD5 \(sum), but \(md5) was expected"
    }

    private func size(of file: URL) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes[.size] as? Int) ?? 0
    }
}

/// Data sets that can be downloaded.
public enum DataFetch {
    /// The names.
    public static let names = ["cifar10"]

    /// Downloads and unpacks CIFAR-10; returns the folder that `--data-dir` takes.
    public static func cifar10(_ file: RemoteFile = .cifar10(), into folder: URL? = nil) async throws -> URL {
        try await CIFAR10.unpack(file.download(into: folder ?? DataPlaces.cache))
    }
}

import Foundation
import Platform

/// The folder that a student hands in, which no path leads out of.
public struct Submission: Sendable {
    /// Where it is, without symbolic links.
    let url: URL
    /// Whose it is.
    public let student: String

    /// The largest file that is read.
    private static let mostBytes = 1 << 28

    /// Opens a submission.
    ///
    /// - Parameters:
    ///   - path: the path as the specification names it.
    ///   - student: nil for the name of the folder.
    /// - Throws: ``LabError`` of kind `io` where there is no folder.
    public init(_ path: String, student: String? = nil) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw LabError.io("There is no folder \(path); name the folder that a student has handed in.")
        }
        url = URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL
        self.student = student ?? URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    }

    /// Every submission in a folder: its sub-folders by name, hidden ones left out.
    public static func all(in path: String) throws -> [Submission] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw LabError.io("There is no folder \(path) of submissions, one sub-folder a student.")
        }
        let found = names.filter { !$0.hasPrefix(".") }.sorted().compactMap {
            try? Submission("\(path)/\($0)", student: $0)
        }
        guard !found.isEmpty else { throw LabError.io("\(path) holds no sub-folder; one a student was expected.") }
        return found
    }

    /// A regular file of the submission.
    ///
    /// - Throws: ``LabError`` of kind `io` where it is missing, outside by way of a link, no plain file, or too large.
    func file(_ path: String) throws -> URL {
        let target = try place(path)
        let attributes = try? FileManager.default.attributesOfItem(atPath: target.path)
        // A pipe or a device would be waited for without end.
        guard attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw LabError.io("\(path) is no plain file.")
        }
        guard (attributes?[.size] as? NSNumber)?.intValue ?? 0 <= Submission.mostBytes else {
            throw LabError.io("\(path) is larger than \(Submission.mostBytes >> 20) MB.")
        }
        return target
    }

    private func place(_ path: String) throws -> URL {
        let target = url.appendingPathComponent(path).resolvingSymlinksInPath().standardizedFileURL
        guard target.path.hasPrefix(url.path + "/") else {
            throw LabError.io("\(path) leads out of the submission's folder, so it is not read.")
        }
        guard FileManager.default.fileExists(atPath: target.path) else { throw LabError.io("There is no \(path).") }
        return target
    }
}

import Foundation
import Platform

/// A folder that TensorBoard reads as one run, with the event files in it.
struct EventFolder {
    let url: URL
    /// The names of its event files, in the order in which TensorBoard reads them.
    let files: [String]

    /// Looks into a folder, which need not be there.
    ///
    /// - Throws: ``LabError`` of kind `io` where a file stands in its place or it cannot be read.
    init(_ url: URL) throws {
        self.url = url
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            files = []
            return
        }
        guard isFolder.boolValue, let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else {
            throw LabError.io("Cannot write events into \(url.path): it is no folder, or none that can be read.")
        }
        files = names.filter { $0.contains("tfevents") && !$0.hasSuffix(".tmp") }.sorted()
    }

    /// Refuses a folder with the events of another run, which TensorBoard would draw into the same curves.
    ///
    /// - Parameter name: a file that is to be replaced.
    func checkIsFree(for name: String? = nil) throws {
        guard let other = files.first(where: { $0 != name }) else { return }
        throw LabError.usage(
            "\(url.path) holds the events of a run already, \(other), and TensorBoard would draw both as one: name "
                + "another folder, such as one below the folder that 'tensorboard --logdir' is given.")
    }

    /// The name of a new file: it sorts behind those that are there, as TensorBoard never looks back.
    ///
    /// - Throws: ``LabError`` of kind `usage` where a file has a name that none sorts behind.
    func newName(at time: Double) throws -> String {
        let latest = files.compactMap { $0.firstMatch(of: /tfevents\.(\d+)\./).flatMap { Double($0.1) } }.max() ?? 0
        let name = EventFolder.name(
            at: max(time, latest + 1), suffix: "\(ProcessInfo.processInfo.processIdentifier)")
        if let last = files.last, last >= name {
            throw LabError.usage(
                "\(url.path) holds \(last), which TensorBoard reads behind whatever is written now: move that file away, "
                    + "or name another folder.")
        }
        return name
    }

    /// The name of a file in TensorBoard's convention: seconds since 1970, the host, and what else tells it apart.
    ///
    /// Seconds that no whole number holds become 0.
    static func name(at time: Double, suffix: String) -> String {
        let digits = String(max(Int(exactly: time.rounded(.down)) ?? 0, 0))
        let zeros = String(repeating: "0", count: max(10 - digits.count, 0))
        let host = ProcessInfo.processInfo.hostName
        return "events.out.tfevents.\(zeros)\(digits).\(host.isEmpty ? "localhost" : host).\(suffix)"
    }
}

import Foundation
import Subprocess
import TestSupport

/// A chapter as a reader follows it: its commands one after the other in one shell, in an empty folder.
struct ChapterRun {
    /// What each command printed, line by line; fewer than the chapter has where one has failed.
    let outputs: [[String]]
    /// The exit code of the shell.
    let hasSucceeded: Bool
    private let folder: TemporaryFolder

    init(_ chapter: Chapter) async throws {
        folder = try TemporaryFolder()
        let mark = "-- \(UUID().uuidString) --"
        let script = chapter.commands.map { (["echo '\(mark)'"] + $0.script.content).joined(separator: "\n") }
        let binaries = URL(fileURLWithPath: CommandLineRun.binary).deletingLastPathComponent().path
        let search = "\(binaries):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        // What a program has on standard error comes where a reader sees it.
        let result = try await run(
            .name("bash"),
            arguments: [
                "-c", "exec 2>&1 </dev/null; set -e; cd \"$0\"; eval \"$1\"", folder.url.path,
                script.joined(separator: "\n"),
            ],
            environment: .inherit.updating(["PATH": search, "LAYERLAB": Chapter.root.path]),
            output: .string(limit: 1 << 24), error: .discarded)
        hasSucceeded = result.terminationStatus.isSuccess
        let texts = result.standardOutput.components(separatedBy: mark + "\n").dropFirst()
        let path = folder.url.path
        outputs = texts.map { text in
            // A reader's folder is another.
            var lines = text.replacing(path + "/", with: "").replacing(path, with: ".").components(separatedBy: "\n")
            while lines.last?.isEmpty == true { lines.removeLast() }
            return lines
        }
    }

    /// The names that the commands have left in their folder.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? [] }

    /// A file that the commands have left.
    func file(_ name: String) -> URL? {
        let url = folder.url.appendingPathComponent(name)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }
}

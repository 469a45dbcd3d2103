import Foundation
import Testing

/// Writes what happened into a chapter: outputs, programs, and its pictures beside it.
///
/// A promise with `...` keeps its form: each of its other lines becomes the line of the output that it fits. An empty one
/// takes in the whole output.
struct Recording {
    private let chapter: Chapter
    private let run: ChapterRun

    init(_ chapter: Chapter, _ run: ChapterRun) {
        (self.chapter, self.run) = (chapter, run)
    }

    func write() throws {
        var replaced: [Int: [String]] = [:]
        for (command, output) in zip(chapter.commands, run.outputs) {
            guard let promise = command.promise, let pattern = command.pattern else { continue }
            replaced[promise.line] = lines(promise, pattern, output)
        }
        for (file, block) in chapter.snippets {
            let program = try String(contentsOf: Chapter.folder.appendingPathComponent(file), encoding: .utf8)
            replaced[block.line] = program.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .map(String.init)
        }
        var lines = chapter.lines
        for block in chapter.blocks.reversed() {
            guard let new = replaced[block.line] else { continue }
            lines.replaceSubrange(block.line..<block.line + block.content.count, with: new)
        }
        try lines.joined(separator: "\n").write(to: chapter.url, atomically: true, encoding: .utf8)
        try copyFigures()
    }

    private func lines(_ promise: Chapter.Block, _ pattern: OutputPattern, _ output: [String]) -> [String] {
        guard promise.content.contains("...") else { return output }
        guard let places = pattern.match(output) else {
            Issue.record(
                "\(chapter.name), line \(promise.line): the output no longer has this form; empty the block to record it."
            )
            return promise.content
        }
        return places.map { $0.map { output[$0] } ?? "..." }
    }

    private func copyFigures() throws {
        for name in chapter.figures {
            let source = try #require(run.file(name), "\(chapter.name): no command makes \(name)")
            let target = Chapter.folder.appendingPathComponent("figures/\(name)")
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(contentsOf: source).write(to: target)
        }
    }
}

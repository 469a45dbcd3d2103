import Foundation
import Synchronization
import TestSupport
import Testing

/// Every command of every chapter with the output that it promises, every picture, every path.
///
/// With LAYERLAB_TEST_RECORD=1 outputs, pictures and programs of the chapters are written anew: `./lab tutorials --record`.
@Suite struct TutorialTests {
    /// Which chapter has left which name in its folder.
    private static let owners = Mutex<[String: String]>([:])
    private static let isRecording = ProcessInfo.processInfo.environment["LAYERLAB_TEST_RECORD"] == "1"

    @Test(arguments: Chapter.names) func doesWhatItPromises(name: String) async throws {
        let chapter = try Chapter.named(name)
        let run = try await ChapterRun(chapter)
        if !run.hasSucceeded || run.outputs.count != chapter.commands.count {
            let failed = chapter.commands[max(run.outputs.count - 1, 0)]
            let output = (run.outputs.last ?? []).suffix(15).joined(separator: "\n")
            Issue.record("\(name), line \(failed.script.line): the command failed\n\(output)")
            return
        }
        // Readers follow all chapters in one folder; there they share the store of their sweeps alone.
        for file in run.names where file != "runs" {
            let owner = Self.owners.withLock { $0.updateValue(name, forKey: file) }
            #expect(owner == nil, "\(name) writes \(file), as \(owner ?? "") does")
        }
        if Self.isRecording { return try Recording(chapter, run).write() }
        for (command, output) in zip(chapter.commands, run.outputs) {
            guard let promise = command.promise, let pattern = command.pattern else { continue }
            #expect(
                pattern.match(output) != nil,
                """
                \(name), line \(promise.line): \(pattern.mismatch(output))
                The output was:
                \(output.joined(separator: "\n"))
                """)
        }
        for figure in chapter.figures {
            #expect(run.file(figure) != nil, "\(name): no command makes \(figure)")
        }
    }

    @Test(arguments: Chapter.names) func namesWhatIsThere(name: String) throws {
        let chapter = try Chapter.named(name)
        for path in chapter.paths where !(Self.isRecording && path.hasPrefix("figures/")) {
            let file = Chapter.folder.appendingPathComponent(path)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name) names \(path)")
        }
        for (file, block) in chapter.snippets where !Self.isRecording {
            let program = try String(contentsOf: Chapter.folder.appendingPathComponent(file), encoding: .utf8)
            #expect(block.content.joined(separator: "\n") + "\n" == program, "\(name), line \(block.line): \(file)")
        }
    }

    @Test func everyPictureIsShown() throws {
        let shown = try Set(Chapter.all.flatMap { try Chapter.named($0).figures })
        let figures = Chapter.folder.appendingPathComponent("figures").path
        let there = Set((try? FileManager.default.contentsOfDirectory(atPath: figures)) ?? [])
        #expect(there.subtracting(shown).isEmpty, "in no chapter: \(there.subtracting(shown).sorted())")
    }
}

/// The promises themselves: what they forgive and what they do not.
@Suite struct OutputPatternTests {
    @Test(
        arguments: [
            (["loss 0.4123"], ["loss 12.5"], true), (["loss 0.4123"], ["cost 0.4123"], false),
            (["accuracy 84.00 %"], ["accuracy  88.10 %"], true), (["accuracy 84.00 %"], ["accuracy 10.00 %"], false),
            (["a", "...", "z"], ["a", "b", "c", "z"], true), (["a", "...", "z"], ["a", "z"], true),
            (["a", "..."], ["b"], false), (["a"], ["a", "b"], false), (["a", "b"], ["a"], false),
            (["run 3f2a9c1e77d0"], ["run 09ab34cd56ef"], true), (["-----  --"], ["---  ------"], true),
            (
                ["passed: the worst tensor, at its best step, is layer1.W with 5e-08"],
                ["passed: the worst tensor, at its best step, is layer2.beta with 7e-08"], true
            ),
            (
                ["FAILED: the worst tensor, at its best step, is layer1.W with 1"],
                ["FAILED: the worst tensor, at its best step, is layer1.beta with 1"], false
            ),
            (["1e-7 of 30"], ["3.2e-09 of 4"], true), ([], [], true),
        ] as [([String], [String], Bool)])
    func forgiveDigitsOnly(promised: [String], seen: [String], fits: Bool) {
        #expect((OutputPattern(promised).match(seen) != nil) == fits)
    }
}

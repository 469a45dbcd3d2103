import ArgumentParser
import Foundation
import LayerLab

/// `layerlab sanity`: what to look at before a long training.
struct SanityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sanity",
        abstract: "Check inputs, loss, cost and gradients, and learn 100 images by heart; run this first.",
        discussion: """
            Takes seconds. Every line says what was measured, what is expected and why. Exit code 2 where one is off.

            EXAMPLES
              layerlab sanity --dataset shapes --hidden 50,50
              layerlab sanity --preset coursework/9-layer --data-dir DIR
              layerlab sanity --dataset fashion_mnist --activation sigmoid --batch-norm none
            """)

    @OptionGroup var options: RunOptions
    @Option(name: .customLong("max-steps"), help: "Updates after which learning by heart has failed.")
    var maximumSteps = 3000
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard maximumSteps >= 1 else {
            throw ValidationError("--max-steps is at least 1, but \(maximumSteps) was given.")
        }
    }

    func run() async throws {
        let registry = try options.plugins.registry()
        let test = try await SanityTest(
            try options.layered(registry).configuration, registry, maximumSteps: maximumSteps)
        var findings: [SanityFinding] = []
        var progress = ProgressLine(total: maximumSteps, mode: output.quiet ? .quiet : .automatic)
        do {
            try test.run(progress: { step, _ in progress.update(step: step, fields: ["learning by heart"]) }) {
                finding in
                progress.finish()
                findings.append(finding)
                if !output.json { Console.print(text(finding)) }
            }
        } catch {
            progress.finish()
            throw error
        }
        if output.json { Console.print(try JSONText.encode(Listing(findings: findings))) }
        let failed = findings.filter { !$0.passed }.map { "'\($0.name)'" }
        guard failed.isEmpty else {
            throw LabError(
                .checkFailed, "\(failed.count) of \(findings.count) checks failed: \(failed.joined(separator: ", ")).")
        }
    }

    private func text(_ finding: SanityFinding) -> String {
        let line =
            "\(finding.passed ? "ok    " : "FAILED") \(finding.name): \(finding.measured); expected \(finding.expected)"
        return output.quiet ? line : "\(line)\n       \(finding.explanation)"
    }

    /// The JSON form of the result.
    private struct Listing: Encodable {
        let schema = "layerlab.sanity"
        let version = 1
        let findings: [SanityFinding]
    }
}

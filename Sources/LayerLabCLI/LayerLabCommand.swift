import ArgumentParser
import Foundation
import LayerLab

/// The command line, and the place where the program is composed: it makes the registry that all below are handed.
@main
struct LayerLabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layerlab",
        abstract: "Train fully connected image classifiers, swap one part by its name, and see what that did.",
        discussion: """
            EXAMPLES
              layerlab train --preset quickstart --out runs/first
              layerlab evaluate runs/first
              layerlab plot confusion runs/first
              layerlab describe elu --plot elu.svg
              layerlab plugin new mine --kind activation

            Exit codes: 0 done, 2 a check failed, 3 diverged, 4 some runs failed, 64 wrong call, 65 bad data, 74 input or output, 130 \
            interrupted. Completions: layerlab --generate-completion-script bash (or zsh, fish).
            """,
        version: layerLabVersion,
        subcommands: [
            TrainCommand.self, SweepCommand.self, AblateCommand.self, RunsCommand.self, SearchCommand.self,
            ReproduceCommand.self, EvaluateCommand.self, ReportCommand.self, PredictCommand.self, ExportCommand.self,
            InspectCommand.self,
            LearningRateCommand.self, SanityCommand.self, GradientCheckCommand.self, BenchCommand.self,
            PlotCommand.self, DataCommand.self, ListCommand.self, DescribeCommand.self, ExplainCommand.self,
            PluginCommand.self,
            PresetsCommand.self, ExpectCommand.self, GradeCommand.self, DoctorCommand.self, SweepWorkerCommand.self,
        ]
    )

    /// Names a word that is no command; ArgumentParser would blame the first flag behind it.
    private static func checkCommand(_ words: some Sequence<String>) throws {
        var path = "layerlab"
        var choices = configuration.subcommands
        for word in words where !choices.isEmpty {
            if word.hasPrefix("-") || word == "help" { return }
            guard let chosen = choices.first(where: { $0._commandName == word }) else {
                let shown = choices.filter { $0.configuration.shouldDisplay }
                throw LabError.unknown("command of \(path)", word, choices: shown.map { $0._commandName })
            }
            path += " " + word
            choices = chosen.configuration.subcommands
        }
    }

    /// Runs a command; an error becomes one sentence on standard error and the exit code of its kind.
    static func main() async {
        Console.openStandardStreams()
        Interruption.install()
        do {
            try checkCommand(CommandLine.arguments.dropFirst())
            var command = try parseAsRoot()
            Console.keepResultsApart()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as LabError {
            Console.error(error.message)
            Foundation.exit(error.kind.rawValue)
        } catch let error where exitCode(for: error) == .failure {
            // Neither ours nor ArgumentParser's: what the system says of a file.
            Console.error("\(DurableFile.reason(error)).")
            Foundation.exit(LabError.Kind.io.rawValue)
        } catch {
            Console.giveResultsBack()
            exit(withError: error)
        }
    }
}

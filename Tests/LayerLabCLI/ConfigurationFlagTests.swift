import Experiments
import Foundation
import TestSupport
import Testing

/// The flags of `layerlab train` and the records of the settings are one and the same list.
@Suite struct ConfigurationFlagTests {
    /// For each key, a value that is not built in, and what else has to be given with it.
    private static let values: [String: (text: String, more: [String])] = [
        "dataset": ("shapes", []), "data_dir": ("/d", []), "validation": ("7", []), "normalize": ("none", []),
        "augment": ("gaussian_noise:fraction=0.25", []), "hidden": ("7,6", []), "batch_norm": ("none", []),
        "activation": ("tanh", []), "init": ("normal:sigma=0.5", []), "optimizer": ("momentum:mu=0.5", []),
        "loss": ("cross_entropy:smoothing=0.25", []), "dropout": ("0.25", []), "input_dropout": ("0.125", []),
        "schedule": ("constant:eta=0.5", []), "eta": ("0.5", ["--schedule", "constant"]), "eta_min": ("0.01", []),
        "eta_max": ("0.5", []), "step_size": ("7", []), "lambda": ("0.25", []), "batch_size": ("7", []),
        "epochs": ("7", []), "cycles": ("7", []), "steps": ("7", []), "keep": ("best", []), "shuffle": ("false", []),
        "eval_every": ("7", []), "eval_batch_size": ("7", []), "snapshot_every": ("7", []), "seed": ("7", []),
        "record_statistics": ("true", []),
        "threads": ("7", []),
        "gemm": ("reference", []), "precision": ("double", []), "out": ("/o", []),
    ]

    /// The settings; what is loaded from outside is recorded by a run and set by no flag.
    private static let settings = ConfigurationKey.all.filter { $0.section != .plugins }

    @Test(arguments: settings.map(\.name)) func everyKeyIsReachedByItsFlag(name: String) async throws {
        let (text, more) = try #require(Self.values[name], "a new key needs a value here")
        let flag = try #require(ConfigurationKey.named(name)).flag
        let switches = ["shuffle": "--no-shuffle", "record_statistics": "--record-statistics"]
        let given = switches[name].map { [$0] } ?? ["--\(flag)", text]
        let run = try await CommandLineRun.layerlab(["train", "--print-config"] + given + more)
        #expect(run.exitCode == 0, "\(run.errors)")
        let rows = run.output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        let isScheduleOption = ["eta", "eta_min", "eta_max", "step_size"].contains(name)
        let row = try #require(rows.first { $0.first == (isScheduleOption ? "schedule" : name[...]) })
        if isScheduleOption {
            #expect(row[1].contains("\(name)=\(text)") && row.suffix(2) == ["\(name):", "flag"], "\(row)")
        } else {
            #expect(row[1] == text && row[2] == "flag", "\(row)")
        }
    }

    @Test func everyFlagIsAKeyOrItsAlias() async throws {
        let run = try await CommandLineRun.layerlab(["train", "--experimental-dump-help"])
        let dump = try JSONDecoder().decode(HelpDump.self, from: Data(run.output.utf8))
        for section in ConfigurationKey.Section.allCases where section != .plugins {
            let flags = dump.command.arguments.filter { $0.sectionTitle == section.rawValue }
            let names = flags.flatMap { $0.names ?? [] }.map(\.name)
            let keys = ConfigurationKey.all.filter { $0.section == section }
            let expected = keys.flatMap { [$0.name] + $0.aliases }.map { $0.replacingOccurrences(of: "_", with: "-") }
            #expect(
                Set(names).subtracting(["no-shuffle", "no-record-statistics"]) == Set(expected), "\(section.rawValue)")
            for key in keys {
                #expect(flags.contains { $0.abstract?.hasPrefix(key.summary) == true }, "\(key.name)")
            }
        }
    }

    /// The part of the parser's description of a command that is looked at here.
    private struct HelpDump: Decodable {
        let command: Command

        struct Command: Decodable { let arguments: [Argument] }
        struct Argument: Decodable {
            let sectionTitle: String?
            let abstract: String?
            let names: [Name]?
        }
        struct Name: Decodable { let name: String }
    }
}

import ArgumentParser
import Foundation
import LayerLab

/// The flags of a run: one for each configuration key, with the key's own help.
///
/// What follows the flag of a number is its value whatever it begins with, so that -1 is refused as a number and not as missing.
struct RunOptions: ParsableArguments {
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup(title: "Machine") var machine: MachineOptions

    @OptionGroup(title: "Plugins") var plugins: PluginOptions

    @Option(
        help: ArgumentHelp("Start from a named preset; 'layerlab presets' lists them.", valueName: "name"),
        completion: .list(Preset.all.map(\.name)))
    var preset: String?

    @Option(
        help: ArgumentHelp("Read settings from a YAML file with the same keys.", valueName: "file.yaml"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    /// The flags that were given, by key.
    var flags: [String: String] {
        [data.texts, network.texts, training.texts, machine.texts].reduce(into: [:]) { all, texts in
            for (name, text) in texts { all[name] = text }
        }
    }

    /// The configuration: preset, file, environment and flags over what is built in.
    func layered(_ registry: Registry) throws -> LayeredConfiguration {
        try LayeredConfiguration(
            preset: preset, file: config.map { URL(fileURLWithPath: $0) },
            environment: ProcessInfo.processInfo.environment, flags: flags, registry: registry)
    }
}

/// What is learned from.
struct DataOptions: ParsableArguments {
    @Option(name: .key("dataset"), help: .key("dataset"), completion: .list(DataLibrary.names)) var dataset: String?
    @Option(name: .key("data_dir"), help: .key("data_dir"), completion: .directory) var dataDir: String?
    @Option(name: .key("validation"), parsing: .unconditional, help: .key("validation")) var validation: String?
    @Option(name: .key("normalize"), help: .key("normalize"), completion: .components(.preprocessing))
    var normalize: String?
    @Option(name: .key("augment"), help: .key("augment"), completion: .components(.augmentation)) var augment: String?

    var texts: [String: String?] {
        [
            "dataset": dataset, "data_dir": dataDir, "validation": validation, "normalize": normalize,
            "augment": augment,
        ]
    }
}

/// What learns.
struct NetworkOptions: ParsableArguments {
    @Option(name: .key("hidden"), help: .key("hidden")) var hidden: String?
    @Option(name: .key("batch_norm"), help: .key("batch_norm"), completion: .components(.placement))
    var batchNorm: String?
    @Option(name: .key("activation"), help: .key("activation"), completion: .components(.activation))
    var activation: String?
    @Option(name: .key("init"), help: .key("init"), completion: .components(.initializer)) var initializer: String?
    @Option(name: .key("dropout"), parsing: .unconditional, help: .key("dropout")) var dropout: String?
    @Option(name: .key("input_dropout"), parsing: .unconditional, help: .key("input_dropout")) var inputDropout: String?

    var texts: [String: String?] {
        [
            "hidden": hidden, "batch_norm": batchNorm, "activation": activation, "init": initializer,
            "dropout": dropout, "input_dropout": inputDropout,
        ]
    }
}

/// How it learns.
struct TrainingOptions: ParsableArguments {
    @Option(name: .key("loss"), help: .key("loss"), completion: .components(.loss)) var loss: String?
    @Option(name: .key("optimizer"), help: .key("optimizer"), completion: .components(.optimizer))
    var optimizer: String?
    @Option(name: .key("schedule"), help: .key("schedule"), completion: .components(.schedule)) var schedule: String?
    @Option(name: .key("eta"), parsing: .unconditional, help: .key("eta")) var eta: String?
    @Option(name: .key("eta_min"), parsing: .unconditional, help: .key("eta_min")) var etaMin: String?
    @Option(name: .key("eta_max"), parsing: .unconditional, help: .key("eta_max")) var etaMax: String?
    @Option(name: .key("step_size"), parsing: .unconditional, help: .key("step_size")) var stepSize: String?
    @Option(name: .key("lambda"), parsing: .unconditional, help: .key("lambda")) var lambda: String?
    @Option(name: .key("batch_size"), parsing: .unconditional, help: .key("batch_size")) var batchSize: String?
    @Option(name: .key("epochs"), parsing: .unconditional, help: .key("epochs")) var epochs: String?
    @Option(name: .key("cycles"), parsing: .unconditional, help: .key("cycles")) var cycles: String?
    @Option(name: .key("steps"), parsing: .unconditional, help: .key("steps")) var steps: String?
    @Option(name: .key("keep"), help: .key("keep")) var keep: String?
    @Flag(inversion: .prefixedNo, help: .key("shuffle")) var shuffle: Bool?
    @Option(name: .key("eval_every"), parsing: .unconditional, help: .key("eval_every")) var evalEvery: String?
    @Option(name: .key("eval_batch_size"), parsing: .unconditional, help: .key("eval_batch_size")) var evalBatchSize:
        String?
    @Option(name: .key("snapshot_every"), help: .key("snapshot_every"), completion: .list(["cycle", "epoch"]))
    var snapshotEvery: String?
    @Flag(inversion: .prefixedNo, help: .key("record_statistics")) var recordStatistics: Bool?

    var texts: [String: String?] {
        [
            "loss": loss, "optimizer": optimizer, "schedule": schedule, "eta": eta, "eta_min": etaMin,
            "eta_max": etaMax,
            "step_size": stepSize, "lambda": lambda, "batch_size": batchSize, "epochs": epochs, "cycles": cycles,
            "steps": steps, "keep": keep, "shuffle": shuffle.map { String($0) }, "eval_every": evalEvery,
            "eval_batch_size": evalBatchSize, "snapshot_every": snapshotEvery,
            "record_statistics": recordStatistics.map { String($0) },
        ]
    }
}

/// On what it is computed, and where it goes.
struct MachineOptions: ParsableArguments {
    @Option(name: .key("seed"), parsing: .unconditional, help: .key("seed")) var seed: String?
    @Option(name: .key("threads"), parsing: .unconditional, help: .key("threads")) var threads: String?
    @Option(name: .key("gemm"), help: .key("gemm"), completion: .list(Backend.gemmNames)) var gemm: String?
    @Option(name: .key("precision"), help: .key("precision")) var precision: String?
    @Option(name: .key("out"), help: .key("out"), completion: .directory) var out: String?

    var texts: [String: String?] {
        ["seed": seed, "threads": threads, "gemm": gemm, "precision": precision, "out": out]
    }
}

extension NameSpecification {
    /// The flags of a key: its name and its aliases.
    static func key(_ name: String) -> NameSpecification {
        guard let key = ConfigurationKey.named(name) else { preconditionFailure("There is no key \(name).") }
        return NameSpecification(
            [.customLong(key.flag)] + key.aliases.map { .customLong($0.replacing("_", with: "-")) })
    }
}

extension ArgumentHelp {
    /// The help of a key, with its built-in value; without it for an option that has a default itself.
    static func key(_ name: String, saysDefault: Bool = true) -> ArgumentHelp {
        guard let key = ConfigurationKey.named(name) else { preconditionFailure("There is no key \(name).") }
        let builtIn = key.text(RunConfiguration()).map { " (default: \($0))" } ?? ""
        return ArgumentHelp(stringLiteral: key.summary + (name == "threads" || !saysDefault ? "" : builtIn))
    }
}

extension CompletionKind {
    /// The names of the built-in components of a kind.
    static func components(_ kind: ComponentKind) -> CompletionKind {
        .list(Standard.components.map { $0.info }.filter { $0.kind == kind }.map(\.name))
    }

    /// The names of all built-in components, as ``DescribeCommand`` takes them.
    static var componentNames: CompletionKind {
        guard let registry = try? Standard.registry() else { preconditionFailure("Two built-in names clash.") }
        return .list(registry.searchNames)
    }
}

/// Every setting of a run as JSON.
struct ConfigurationListing: Encodable {
    let schema = "layerlab.configuration"
    let version = 1
    let settings: [Setting]

    struct Setting: Encodable {
        let key, value, source: String
    }
}

extension LayeredConfiguration {
    /// Every value with where it comes from, for programs.
    var listing: ConfigurationListing {
        ConfigurationListing(
            settings: ConfigurationKey.all.compactMap { key in
                key.text(configuration).map { .init(key: key.name, value: $0, source: source(of: key)) }
            })
    }

    /// Every value with where it comes from.
    var table: TextTable {
        var table = TextTable(["key", "value", "source"])
        for setting in listing.settings { table.add([setting.key, setting.value, setting.source]) }
        return table
    }
}

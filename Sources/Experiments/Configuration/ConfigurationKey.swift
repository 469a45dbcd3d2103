import Components
import Platform
import Tensor

/// One setting of a run: the record from which flags, files, environment, presets and printing are made.
public struct ConfigurationKey: Sendable {
    /// The group that it stands in.
    public enum Section: String, Sendable, CaseIterable {
        /// What is learned from.
        case data = "Data"
        /// What learns.
        case network = "Network"
        /// How it learns.
        case training = "Training"
        /// On what it is computed, and where it goes.
        case machine = "Machine"
        /// What is loaded from outside.
        case plugins = "Plugins"
    }

    /// What another value of a setting changes of the results of a run.
    enum Effect: Sendable {
        /// Nothing: where things are, how fast they are, what else is kept.
        case none
        /// The last digits, by another order of the same sums.
        case rounding
        /// The draw: a repetition of the same.
        case draw
        /// What is learned, or what of it is kept.
        case result
    }

    /// The name in files, lower_snake: `batch_norm`.
    public let name: String
    /// Other names on the command line and in files.
    public let aliases: [String]
    /// The group.
    public let section: Section
    /// What it changes.
    let effect: Effect
    /// One line for the help.
    public let summary: String
    /// What its text may be.
    public let expectation: String
    /// Its text in a configuration; nil where it is not set.
    public let text: @Sendable (RunConfiguration) -> String?
    /// Takes a text in; false where the text is not what is expected.
    let set: @Sendable (inout RunConfiguration, String) -> Bool

    init(
        _ name: String, _ section: Section, _ summary: String, expects expectation: String, aliases: [String] = [],
        effect: Effect = .result, text: @escaping @Sendable (RunConfiguration) -> String?,
        set: @escaping @Sendable (inout RunConfiguration, String) -> Bool
    ) {
        self.name = name
        self.aliases = aliases
        self.section = section
        self.effect = effect
        self.summary = summary
        self.expectation = expectation
        self.text = text
        self.set = set
    }

    /// Whether a text is what is expected.
    func takes(_ text: String) -> Bool {
        var configuration = RunConfiguration()
        return set(&configuration, text)
    }

    /// Whether it is a number, or may be one.
    var isNumber: Bool { !takes("x") && (takes("0.5") || takes("1")) }

    /// Whether it is an option of the schedule, which the schedule of a resolved configuration has taken in.
    var isScheduleOption: Bool {
        var configuration = RunConfiguration()
        _ = set(&configuration, "1")
        return configuration.scheduleOptions[name] != nil
    }

    /// The name as a flag: `batch-norm`.
    public var flag: String { name.replacing("_", with: "-") }
    /// A name or an alias as an environment variable: `LAYERLAB_BATCH_NORM`.
    static func variable(_ name: String) -> String { "LAYERLAB_" + name.uppercased() }

    /// The names and aliases of all keys.
    static var names: [String] { all.flatMap { [$0.name] + $0.aliases } }

    /// The key of a name or an alias, with `-` or `_`.
    public static func named(_ name: String) -> ConfigurationKey? {
        let name = name.replacing("-", with: "_")
        return all.first { $0.name == name || $0.aliases.contains(name) }
    }
}

extension ConfigurationKey {
    /// A text that is taken as it is.
    private static func text(
        _ name: String, _ section: Section, _ path: WritableKeyPath<RunConfiguration, String> & Sendable,
        _ summary: String, expects expectation: String, among choices: [String]? = nil, aliases: [String] = [],
        effect: Effect = .result
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, section, summary, expects: expectation, aliases: aliases, effect: effect, text: { $0[keyPath: path] },
            set: { configuration, text in
                configuration[keyPath: path] = text
                return !text.isEmpty && choices?.contains(text) ?? true
            })
    }

    /// The path of a folder; it may be absent.
    private static func path(
        _ name: String, _ section: Section, _ path: WritableKeyPath<RunConfiguration, String?> & Sendable,
        _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, section, summary, expects: "a folder", effect: .none, text: { $0[keyPath: path] },
            set: { configuration, text in
                configuration[keyPath: path] = text
                return !text.isEmpty
            })
    }

    /// A whole number.
    private static func count(
        _ name: String, _ section: Section, _ path: WritableKeyPath<RunConfiguration, Int> & Sendable,
        in range: ClosedRange<Int>, _ summary: String, effect: Effect = .result
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, section, summary, expects: "a whole number in \(range.lowerBound) ... \(range.upperBound)",
            effect: effect, text: { String($0[keyPath: path]) },
            set: { configuration, text in
                guard let number = Int(text), range.contains(number) else { return false }
                configuration[keyPath: path] = number
                return true
            })
    }

    /// A whole number that may be absent.
    private static func optionalCount(
        _ name: String, _ path: WritableKeyPath<RunConfiguration, Int?> & Sendable, _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, .training, summary, expects: "a whole number in 1 ... \(RunConfiguration.longest)",
            text: { $0[keyPath: path].map(String.init) },
            set: { configuration, text in
                guard let number = Int(text), (1...RunConfiguration.longest).contains(number) else { return false }
                configuration[keyPath: path] = number
                return true
            })
    }

    /// A share of units that is dropped.
    private static func share(
        _ name: String, _ section: Section, _ path: WritableKeyPath<RunConfiguration, Double> & Sendable,
        _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, section, summary, expects: "a number in 0 ... 0.99", text: { "\($0[keyPath: path])" },
            set: { configuration, text in
                guard let number = Double(text), (0...0.99).contains(number) else { return false }
                configuration[keyPath: path] = number
                return true
            })
    }

    /// An option of the schedule that is given on its own.
    private static func scheduleOption(_ name: String, _ summary: String, aliases: [String]) -> ConfigurationKey {
        ConfigurationKey(
            name, .training, summary, expects: "a number", aliases: aliases, text: { $0.scheduleOptions[name] },
            set: { configuration, text in
                configuration.scheduleOptions[name] = text
                return Double(text)?.isFinite ?? false
            })
    }

    /// Every setting, in the order in which it is printed.
    public static let all: [ConfigurationKey] = [
        .text(
            "dataset", .data, \.dataset,
            "fashion_mnist, cifar10, mnist, shapes, spiral, circles, xor, gaussians, csv:FILE,label=COLUMN, npz:FILE or images:FOLDER.",
            expects: "the name of a data set"),
        .path(
            "data_dir", .data, \.dataDirectory,
            "The folder of the data, and of relative paths of csv:, npz: and images:; else the usual places."),
        ConfigurationKey(
            "validation", .data,
            "How many of the last training samples validate; batch2: CIFAR-10's batch 1 trains, batch 2 validates.",
            expects: "a number of samples, or batch2", text: { $0.validation },
            set: { configuration, text in
                configuration.validation = text
                return text == "batch2" || (Int(text) ?? -1) >= 0
            }),
        .text(
            "normalize", .data, \.normalize, "What is done to the inputs before the network sees them.",
            expects: "a preprocessing"),
        .text(
            "augment", .data, \.augment, "Random change of training samples; several are chained with +.",
            expects: "an augmentation"),
        ConfigurationKey(
            "hidden", .network, "Units of each hidden layer, separated by commas; none: a linear classifier.",
            expects: "up to 64 sizes in 1 ... 100000 separated by commas, or none",
            text: { $0.hidden.isEmpty ? "none" : $0.hidden.map(String.init).joined(separator: ",") },
            set: { configuration, text in
                let parts =
                    text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: text.isEmpty)
                let sizes = parts.compactMap { Int($0.trimming(" ")) }
                configuration.hidden = sizes
                return sizes.count == parts.count && sizes.count <= 64 && sizes.allSatisfy((1...100_000).contains)
            }),
        .text(
            "batch_norm", .network, \.batchNorm, "none, before or after the activation, with options.",
            expects: "a placement"),
        .text("activation", .network, \.activation, "The non-linearity.", expects: "an activation"),
        .text("init", .network, \.initializer, "The distribution of the initial weights.", expects: "an initializer"),
        .share(
            "dropout", .network, \.dropout, "The share of the units of each hidden layer that a training step drops."),
        .share("input_dropout", .network, \.inputDropout, "The share of the inputs that a training step drops."),
        .text("loss", .training, \.loss, "What the scores of training samples are held against.", expects: "a loss"),
        .text("optimizer", .training, \.optimizer, "The update rule.", expects: "an optimizer"),
        .text("schedule", .training, \.schedule, "The learning rate over the steps.", expects: "a schedule"),
        .scheduleOption("eta", "The rate of the schedule.", aliases: ["lr"]),
        .scheduleOption("eta_min", "The lowest rate of the schedule.", aliases: ["lr_min"]),
        .scheduleOption("eta_max", "The highest rate of the schedule.", aliases: ["lr_max"]),
        .scheduleOption("step_size", "Steps of half a cycle of the schedule.", aliases: ["n_s"]),
        ConfigurationKey(
            "lambda", .training, "The factor of the sum of squared weights: cost = loss + lambda * sum of W^2.",
            expects: "a number of at least 0", aliases: ["weight_decay"], text: { "\($0.lambda)" },
            set: { configuration, text in
                guard let number = Double(text), number >= 0, number.isFinite else { return false }
                configuration.lambda = number
                return true
            }),
        .count("batch_size", .training, \.batchSize, in: 1...1_000_000, "Samples in one update."),
        .optionalCount("epochs", \.epochs, "The length in passes over the training samples."),
        .optionalCount("cycles", \.cycles, "The length in cycles of the schedule."),
        .optionalCount("steps", \.steps, "The length in updates."),
        .text(
            "keep", .training, \.keep, "Which model is kept: last, or best on validation.", expects: "last or best",
            among: ["last", "best"]),
        ConfigurationKey(
            "shuffle", .training, "Whether every epoch has an order of its own.", expects: "true or false",
            text: { String($0.shuffle) },
            set: { configuration, text in
                configuration.shuffle = text == "true"
                return ["true", "false"].contains(text)
            }),
        .optionalCount("eval_every", \.evalEvery, "Steps between two evaluations; an epoch where not given."),
        .count(
            "eval_batch_size", .training, \.evalBatchSize, in: 1...1_000_000, "Samples in one batch of an evaluation.",
            effect: .rounding),
        ConfigurationKey(
            "snapshot_every", .training,
            "When the model is kept on the way, in snapshots/: cycle, epoch or a number of steps; never where not given.",
            expects: "cycle, epoch or a number of steps in 1 ... \(RunConfiguration.longest)", effect: .none,
            text: { $0.snapshotEvery },
            set: { configuration, text in
                configuration.snapshotEvery = text
                return ["cycle", "epoch"].contains(text) || (1...RunConfiguration.longest).contains(Int(text) ?? 0)
            }),
        ConfigurationKey(
            "record_statistics", .training,
            "Whether every evaluation records activations and gradients of each layer, for 'layerlab plot statistics'.",
            expects: "true or false", effect: .none,
            // Absent where it is off, so that runs keep the ids that they had before there was this key.
            text: { $0.recordStatistics ? "true" : nil },
            set: { configuration, text in
                configuration.recordStatistics = text == "true"
                return ["true", "false"].contains(text)
            }),
        ConfigurationKey(
            "seed", .machine, "The seed of everything random.", expects: "a whole number in 0 ... \(UInt64.max)",
            effect: .draw,
            text: { String($0.seed) },
            set: { configuration, text in
                guard let number = UInt64(text) else { return false }
                configuration.seed = number
                return true
            }),
        .count(
            "threads", .machine, \.threads, in: Backend.threadCounts, "Worker threads; every core where not given.",
            effect: .none),
        .text(
            "gemm", .machine, \.gemm, "The matrix product: auto, openblas, native or reference.",
            expects: "a matrix product", effect: .rounding),
        .text(
            "precision", .machine, \.precision, "float or double.", expects: "float or double",
            among: ["float", "double"]),
        ConfigurationKey(
            "plugins", .plugins, "The plugins of a run as it has recorded them; load them with --plugin.",
            expects: "what a run has recorded: name, version, sha256 and path of each plugin", effect: .none,
            text: { $0.plugins.isEmpty ? nil : PluginRecord.text($0.plugins) },
            set: { configuration, text in
                guard let plugins = PluginRecord.list(text) else { return false }
                configuration.plugins = plugins
                return true
            }),
        .path("out", .machine, \.out, "The folder of the run; else one under runs/ is made."),
    ]
}

extension Substring {
    /// The text without such characters at its ends.
    fileprivate func trimming(_ character: Character) -> Substring {
        var text = self
        while text.first == character { text.removeFirst() }
        while text.last == character { text.removeLast() }
        return text
    }
}

import Components
import Foundation
import Platform

/// Settings from one place, as texts by key name.
public struct ConfigurationLayer: Sendable {
    /// Where they come from: `flag`, `file run.yaml`.
    public let source: String
    /// The texts by the key's own name.
    public let values: [String: String]

    /// A layer of settings; names may be aliases.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown or repeated key, or two lengths at once.
    public init(source: String, _ texts: [String: String]) throws {
        var values: [String: String] = [:]
        for (name, text) in texts {
            guard let key = ConfigurationKey.named(name) else {
                throw LabError.unknown("setting (\(source))", name, choices: ConfigurationKey.all.map(\.name))
            }
            guard values.updateValue(text, forKey: key.name) == nil else {
                throw LabError.usage("\(source) sets \(key.name) twice, under two of its names; keep one.")
            }
        }
        let lengths = ConfigurationLayer.lengths.filter { values[$0] != nil }
        guard lengths.count < 2 else {
            throw LabError.usage("\(source) sets \(lengths.joined(separator: " and ")); give one length only.")
        }
        self.source = source
        self.values = values
    }

    /// The variables that are a key's name or alias.
    ///
    /// - Throws: ``LabError`` of kind `usage` also for a variable that begins with `LAYERLAB_` and means nothing, so that
    ///   a mistyped one is not overlooked.
    init(environment: [String: String]) throws {
        let names = ConfigurationKey.names
        let known = names.map(ConfigurationKey.variable) + ConfigurationLayer.otherVariables
        let unknown = environment.keys.filter {
            $0.hasPrefix("LAYERLAB_") && !$0.hasPrefix("LAYERLAB_TEST_") && !known.contains($0)
        }
        if let name = unknown.min() { throw LabError.unknown("variable", name, choices: known.sorted()) }
        let texts = names.compactMap { name in environment[ConfigurationKey.variable(name)].map { (name, $0) } }
        try self.init(source: "environment", Dictionary(uniqueKeysWithValues: texts))
    }

    static let lengths = ["epochs", "cycles", "steps"]

    /// Variables of the program that are no settings of a run.
    private static let otherVariables = [
        "LAYERLAB_DATA", "LAYERLAB_KERNELS", "LAYERLAB_PLUGIN_PATH", "LAYERLAB_PYTHON",
    ]
}

/// A configuration put together from layers, the later ones over the earlier ones.
public struct LayeredConfiguration: Sendable {
    /// The resolved configuration.
    public let configuration: RunConfiguration
    /// Where each key's value comes from; keys that are not here are built in.
    public let sources: [String: String]

    /// Built-in values, or those of `base`, then the layers in order.
    ///
    /// - Throws: ``LabError`` of kind `usage` that names the key, its text, where it stands, and what was expected.
    public init(
        _ layers: [ConfigurationLayer], over base: RunConfiguration = RunConfiguration(), registry: Registry
    ) throws {
        var configuration = base
        var sources: [String: String] = [:]
        for layer in layers {
            LayeredConfiguration.forget(layer, &configuration, &sources)
            for key in ConfigurationKey.all {
                guard let text = layer.values[key.name] else { continue }
                guard key.set(&configuration, text) else {
                    throw LabError.usage(
                        "\(key.name) is '\(text)' (\(layer.source)), but \(key.expectation) was expected.")
                }
                sources[key.name] = layer.source
            }
        }
        self.configuration = try configuration.resolved(with: registry)
        let options = configuration.scheduleOptions.keys.sorted()
        if !options.isEmpty {
            // Resolving moves these options into the schedule, so its source has to name theirs.
            let origins = options.map { "\($0): \(sources[$0] ?? LayeredConfiguration.builtIn)" }
            sources["schedule"] = ([sources["schedule"] ?? LayeredConfiguration.builtIn] + origins)
                .joined(separator: "; ")
        }
        self.sources = sources
    }

    /// The layers of the command line: preset, file, environment, flags.
    public init(
        preset: String? = nil, file: URL? = nil, environment: [String: String] = [:], flags: [String: String] = [:],
        registry: Registry
    ) throws {
        var layers: [ConfigurationLayer] = []
        if let preset { layers.append(try Preset.named(preset).layer()) }
        if let file { layers.append(try ConfigurationLayer(yaml: file)) }
        layers.append(try ConfigurationLayer(environment: environment))
        layers.append(try ConfigurationLayer(source: "flag", flags))
        try self.init(layers, registry: registry)
    }

    /// Where a key's value comes from: `flag`, or `preset quickstart; eta_max: flag` for a schedule put together.
    public func source(of key: ConfigurationKey) -> String { sources[key.name] ?? LayeredConfiguration.builtIn }

    private static let builtIn = "built-in"

    /// A layer that sets one length replaces the others; one that names a schedule starts that schedule's options anew.
    private static func forget(
        _ layer: ConfigurationLayer, _ configuration: inout RunConfiguration, _ sources: inout [String: String]
    ) {
        if ConfigurationLayer.lengths.contains(where: { layer.values[$0] != nil }) {
            (configuration.epochs, configuration.cycles, configuration.steps) = (nil, nil, nil)
            for length in ConfigurationLayer.lengths { sources[length] = nil }
        }
        if layer.values["schedule"] != nil {
            for option in configuration.scheduleOptions.keys { sources[option] = nil }
            configuration.scheduleOptions = [:]
        }
    }
}

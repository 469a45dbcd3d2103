import Foundation
import Platform
import Yams

/// What is varied around what: the runs of a sweep before they are resolved.
public struct SweepSpecification: Sendable {
    /// One combination of settings.
    public struct Cell: Sendable, Equatable {
        /// The label of the combination that changes nothing.
        static let baseline = "baseline"

        /// The settings that differ from the base, in order.
        public let settings: [Setting]

        /// The combination for people: `lambda=0.01 hidden=50,50`.
        public var label: String {
            settings.isEmpty ? Cell.baseline : settings.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }

        /// The settings by key.
        var texts: [String: String] { Dictionary(settings.map { ($0.key, $0.value) }) { $1 } }
    }

    /// One setting of a combination.
    public struct Setting: Sendable, Equatable {
        /// The name of the setting.
        public let key: String
        /// Its text.
        public let value: String

        /// A setting.
        public init(_ key: String, _ value: String) {
            (self.key, self.value) = (key, value)
        }
    }

    /// The values of one setting that are tried.
    public struct Variation: Sendable, Equatable {
        /// The name of the setting.
        public let key: String
        /// The texts, at least one.
        public let values: [String]

        /// Values of a setting.
        ///
        /// - Throws: ``LabError`` of kind `usage` for a setting that does not exist or is not to be varied.
        public init(_ key: String, _ values: [String]) throws {
            guard let known = ConfigurationKey.named(key) else {
                throw LabError.unknown("setting to vary", key, choices: ConfigurationKey.all.map(\.name))
            }
            guard !["out", "threads", "seed", "plugins"].contains(known.name) else {
                throw LabError.usage(
                    "\(known.name) cannot be varied in a sweep: seeds have a place of their own, and the folder, the "
                        + "threads and the plugins belong to the command.")
            }
            guard !values.isEmpty, !values.contains("") else {
                throw LabError.usage("\(known.name) has an empty value among those to try; leave it out.")
            }
            self.key = known.name
            self.values = values
        }
    }

    /// The name of the sweep in its store.
    public var name: String
    /// What all runs have in common.
    let base: [ConfigurationLayer]
    /// The combinations; each is run with every seed.
    public let cells: [Cell]
    /// The seeds.
    public let seeds: [UInt64]

    init(name: String, base: [ConfigurationLayer], cells: [Cell], seeds: [UInt64]) throws {
        guard !seeds.isEmpty, !cells.isEmpty else {
            throw LabError.usage("A sweep needs at least one combination and one seed; \(name) has none.")
        }
        (self.name, self.base, self.cells, self.seeds) = (name, base, cells, seeds)
    }

    /// Every combination of the values; the last setting changes fastest.
    ///
    /// - Throws: ``LabError`` of kind `usage` for more than a sweep can hold.
    static func product(_ variations: [Variation]) throws -> [Cell] {
        let count = variations.reduce(1.0) { $0 * Double($1.values.count) }
        guard count <= Double(mostCells) else {
            throw LabError.usage(
                "These values have \(String(format: "%.0f", count)) combinations, but a sweep has at most \(mostCells); vary "
                    + "fewer of them at once.")
        }
        return variations.reduce([[]]) { rows, variation in
            rows.flatMap { row in variation.values.map { row + [Setting(variation.key, $0)] } }
        }.map(Cell.init)
    }

    /// The baseline, then one setting changed at a time.
    static func oneAtATime(_ variations: [Variation]) -> [Cell] {
        [Cell(settings: [])]
            + variations.flatMap { variation in variation.values.map { Cell(settings: [Setting(variation.key, $0)]) } }
    }

    /// An ablation: one setting at a time around a baseline.
    ///
    /// - Parameters:
    ///   - name: the name of the sweep in its store.
    ///   - baseline: the name of a preset, or of a YAML file with settings.
    ///   - overrides: settings on top of the baseline, as texts by key.
    ///   - variations: the settings that are changed, and to what.
    ///   - seeds: the seeds that each combination is run with.
    public init(
        name: String, baseline: String, overrides: [String: String] = [:], varying variations: [Variation],
        seeds: [UInt64]
    ) throws {
        let base = [
            try SweepSpecification.layer(baseline), try ConfigurationLayer(source: "flag", overrides),
        ]
        try self.init(
            name: name, base: base, cells: SweepSpecification.oneAtATime(variations), seeds: seeds)
    }

    /// The settings of a preset, or of a file where the name ends like one.
    static func layer(_ name: String) throws -> ConfigurationLayer {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml")
            ? try ConfigurationLayer(yaml: URL(fileURLWithPath: name)) : try Preset.named(name).layer()
    }

    /// The most combinations of a sweep.
    private static let mostCells = 10_000

    /// How many seeds a setting may be trained with.
    public static let seedCounts = 1...10_000

    /// The seeds 1 to n.
    public static func seeds(_ count: Int) throws -> [UInt64] {
        guard seedCounts.contains(count) else {
            throw LabError.usage("\(count) seeds were asked for; choose 1 ... \(seedCounts.upperBound).")
        }
        return (1...UInt64(count)).map { $0 }
    }
}

import Foundation
import Platform

/// Runs that differ in nothing but their seed.
public struct StoredSetting: Sendable {
    /// What distinguishes them from the other runs: `activation=relu lambda=0.01`; `all runs` where nothing does.
    public let label: String
    /// The settings behind the label, in their usual order.
    public let differing: [SweepSpecification.Setting]
    /// The runs, in the order in which they were asked for.
    public let runs: [StoredRun]

    /// The accuracies on validation of those that are done; nil for none.
    public var accuracy: Sample? { sample(\.accuracy) }
    /// The losses on validation of those that are done; nil for none.
    public var loss: Sample? { sample(\.loss) }

    private func sample(_ figure: KeyPath<StoredRun, Double?>) -> Sample? {
        let values = runs.compactMap { $0[keyPath: figure] }
        return values.isEmpty ? nil : Sample(values)
    }
}

extension RunStore {
    /// The settings of a sweep in the order in which they were asked for, each by the words that it was asked for in.
    public func settings(of sweep: String) throws -> [StoredSetting] {
        let labels = try labels(of: sweep)
        return try runs(of: sweep).bySetting.map {
            StoredSetting(label: labels[$0.runs[0].id] ?? $0.label, differing: $0.differing, runs: $0.runs)
        }
    }
}

extension [StoredRun] {
    /// The runs by their settings, in the order in which each setting was first asked for.
    public var bySetting: [StoredSetting] {
        let keys = differingKeys.filter { $0 != "seed" }
        func differing(_ run: StoredRun) -> [SweepSpecification.Setting] {
            let settings = run.settings
            return keys.compactMap { key in settings[key].map { SweepSpecification.Setting(key, $0) } }
        }
        let short = Dictionary(
            uniqueKeysWithValues: keys.map { key in (key, compactMap { $0.settings[key] }.shortened) })
        func label(_ run: StoredRun) -> String {
            differing(run).map { "\($0.key)=\(short[$0.key]?[$0.value] ?? $0.value)" }.joined(separator: " ")
        }
        var order: [String] = []
        let groups = Dictionary(grouping: self) { run in
            let label = label(run)
            if !order.contains(label) { order.append(label) }
            return label
        }
        return order.compactMap { name in
            groups[name].map { runs in
                StoredSetting(label: name.isEmpty ? "all runs" : name, differing: differing(runs[0]), runs: runs)
            }
        }
    }

    /// A file for `layerlab sweep` that asks for these runs again; nil where a setting has other seeds than the others,
    /// for which the form of the file has no words.
    public func sweepFile(name: String) -> String? {
        let settings = bySetting
        let seeds = settings.map { $0.runs.compactMap { $0.settings["seed"] } }
        guard let first = seeds.first, seeds.allSatisfy({ Set($0) == Set(first) }) else { return nil }
        let varied = Set(settings.flatMap { $0.differing.map(\.key) })
        let common = self[0].settings.filter { !varied.contains($0.key) && $0.key != "seed" }
        let base = ConfigurationKey.all.compactMap { key in common[key.name].map { "  \(key.name): \($0.yamlScalar)\n" }
        }
        let rows = settings.map { setting in
            "    - {" + setting.differing.map { "\($0.key): \($0.value.yamlScalar)" }.joined(separator: ", ") + "}\n"
        }
        return "name: \(name.yamlScalar)\nbase:\n" + base.joined()
            + (varied.isEmpty ? "" : "vary:\n  list:\n" + rows.joined())
            + "seeds: [\(first.joined(separator: ", "))]\n"
    }
}

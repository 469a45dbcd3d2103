import Foundation
import Platform
import Yams

/// What runs of one preset from several seeds came to: an entry of `bands.yaml`.
package struct PresetBands: Sendable, Codable, Equatable {
    /// The day of the measurement.
    package var date: String
    /// The program's version, the kernels, the matrix product and the processor's features.
    package var machine: String
    /// The command that measures it again.
    package var command: String
    /// The checksum of the data; nil where the seed makes other data.
    package var data: String?
    /// The seeds.
    package var seeds: [UInt64]
    /// For each quantity, the value of every seed.
    package var values: [String: [Double]]

    /// The bands of the values, in the order of ``BandQuantity``.
    package var bands: [Band] {
        BandQuantity.allCases.compactMap { quantity in values[quantity.rawValue].map { Band(quantity, $0) } }
    }

    /// The entry as `bands.yaml` has it.
    package func yaml(_ preset: String) -> String {
        var lines = ["\(preset):", "  date: \(date)", "  machine: \(machine)", "  command: \(command)"]
        if let data { lines.append("  data: \(data)") }
        lines += ["  seeds: [\(seeds.map(String.init).joined(separator: ", "))]", "  values:"]
        for quantity in BandQuantity.allCases {
            guard let values = values[quantity.rawValue] else { continue }
            let texts = values.map { String(format: quantity.isAccuracy ? "%.5f" : "%.4f", $0) }
            lines.append("    \(quantity.rawValue): [\(texts.joined(separator: ", "))]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The bands of a preset.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown preset, or one that nobody has measured.
    package static func of(_ preset: Preset) throws -> PresetBands {
        if let entry = try all()[preset.name] { return entry }
        throw LabError.usage(
            "No band was measured for the preset '\(preset.name)'. Measure one: layerlab expect \(preset.name) --measure"
        )
    }

    /// Every entry of a text by preset.
    ///
    /// - Throws: ``LabError`` of kind `badData` for an entry that is no measurement of a preset.
    package static func all(
        in text: String = String(decoding: PackageResources.bands_yaml, as: UTF8.self)
    ) throws -> [String: PresetBands] {
        let entries: [String: PresetBands]
        do {
            entries = try YAMLDecoder().decode([String: PresetBands].self, from: text)
        } catch {
            throw LabError.badData("bands.yaml is no list of measurements by preset: \(error).")
        }
        for (name, entry) in entries {
            _ = try Preset.named(name)
            for (quantity, values) in entry.values
            where BandQuantity(rawValue: quantity) == nil || values.count != entry.seeds.count || values.count < 2 {
                throw LabError.badData("bands.yaml, \(name): \(quantity) is no quantity with a value for each seed.")
            }
        }
        return entries
    }
}

import Components
import Data
import Foundation
import Platform
import Training

/// A setting in which a run and a preset are not alike.
package struct SettingDifference: Sendable, Encodable, Equatable {
    /// The name of the setting.
    package let key: String
    /// Its value in the run; nil where it is not set.
    package let run: String?
    /// Its value in the preset; nil where it is not set.
    package let preset: String?

    package init(key: String, run: String?, preset: String?) {
        (self.key, self.run, self.preset) = (key, run, preset)
    }

    /// The settings in which two configurations are not alike and which can take a result out of its band, in the order
    /// of the keys.
    package static func between(run: RunConfiguration, preset: RunConfiguration) -> [SettingDifference] {
        // How often is looked matters only to whoever keeps the best of what was seen.
        let harmless: Set = run.keep == "last" && preset.keep == "last" ? ["eval_every"] : []
        return ConfigurationKey.all.filter {
            $0.effect == .result && !harmless.contains($0.name) && $0.text(run) != $0.text(preset)
        }.map { SettingDifference(key: $0.name, run: $0.text(run), preset: $0.text(preset)) }
    }
}

/// What a run ended with, held against the band of a preset.
package struct Expectation: Sendable {
    /// One quantity of it.
    package struct Line: Sendable, Encodable, Equatable {
        /// What the run has.
        package let measured: Double
        /// What others have.
        package let band: Band
        /// Where the one lies beside the other.
        package let verdict: Band.Position
    }

    /// What others measured.
    package let expected: PresetBands
    /// The settings in which the run is not like the preset.
    package let differences: [SettingDifference]
    /// The quantities, in the order of ``BandQuantity``.
    package let lines: [Line]
    /// The data that the run was trained on, where they are others than those of the band.
    package let otherData: String?
    /// The step that it was stopped at; nil for a run that is finished.
    package let stopped: Int?

    /// Whether everything is as with others.
    package var passed: Bool { stopped == nil && lines.allSatisfy { $0.verdict == .inside } }

    /// Reads what a run has left; of the data, nothing.
    ///
    /// - Parameters:
    ///   - preset: the name of the preset.
    ///   - configuration: the settings of the run.
    ///   - registry: where the components are looked up.
    ///   - folder: the folder of the run.
    ///   - test: the accuracy on the test split, where somebody asked for it.
    /// - Throws: ``LabError``: `io` where the run has left no history, `badData` where that is none.
    package init(
        _ preset: Preset, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry,
        test: Double? = nil
    ) throws {
        let original = try LayeredConfiguration([preset.layer()], registry: registry).configuration
        guard let row = try RunHistory.read(folder).last else {
            throw LabError.io("The run \(folder.url.path) has no evaluation yet; let it go on for an epoch at least.")
        }
        // A run that was killed has no summary, only a row that tells where it stands.
        let summary = try? RunSummary.read(folder)
        try self.init(
            PresetBands.of(preset), row, test: test, data: summary?.provenance.data,
            differences: SettingDifference.between(run: configuration, preset: original),
            stopped: summary.map { $0.status == .finished ? nil : $0.steps } ?? row.step)
    }

    package init(
        _ expected: PresetBands, _ row: HistoryRow, test: Double?, data: String?, differences: [SettingDifference],
        stopped: Int?
    ) {
        (self.expected, self.differences, self.stopped) = (expected, differences, stopped)
        lines = expected.bands.compactMap { band in
            (band.quantity.isTest ? test : band.quantity.value(in: row)).map {
                Line(measured: $0, band: band, verdict: band.position(of: $0))
            }
        }
        otherData = expected.data == nil || data == expected.data ? nil : data
    }

    private func position(_ quantity: BandQuantity) -> Band.Position? {
        lines.first { $0.band.quantity == quantity }?.verdict
    }

    /// What to look at first and what to try, for a run that is not as with others.
    package var advice: [String] {
        guard !passed else { return [] }
        var advice: [String] = []
        if let stopped {
            advice.append(
                "It is not finished (step \(stopped)): go on with 'layerlab train --resume RUN', then ask again.")
        }
        if !differences.isEmpty {
            let keys = differences.map(\.key).joined(separator: ", ")
            advice.append("Set \(keys) as the preset has it and train again: other settings are the commonest reason.")
        }
        if otherData != nil {
            advice.append("Compare the data with 'layerlab data check': the band was measured on others.")
        }
        // What lies outside says little where something else was trained.
        return lines.allSatisfy { $0.verdict == .inside } || otherData != nil ? advice : advice + [symptom]
    }

    /// The advice for the way in which it lies outside.
    private var symptom: String {
        let (learned, validated) = (position(.trainAccuracy), position(.validationAccuracy))
        let isLow = learned == .below || position(.trainCost) == .above || position(.trainLoss) == .above
        if isLow {
            return "It fits its own training samples worse than others do: run 'layerlab sanity' and "
                + "'layerlab check-gradients' with its settings (Tutorials/03-backward.md), then look for a rate "
                + "with 'layerlab lr-find'."
        }
        if validated == .below || position(.validationLoss) == .above || position(.testAccuracy) == .below {
            return
                "It has learned its training samples, but does worse on others: look at lambda and at the augmentation "
                + "(Tutorials/05-regularization.md), and at the validation samples with 'layerlab data check'."
        }
        return "It is better than it should be: look for samples that are in training and validation with "
            + "'layerlab data check', and at the length of the training."
    }
}

import Experiments
import Foundation
import Platform
import Standard
import Testing
import Training

/// Bands: how they are computed, which presets have one, and what a run beside one is told.
@Suite struct ExpectationTests {
    /// 2.776 is the quantile of Student's t for 0.95 and 4 degrees of freedom; that for 0.999 is 8.610 (any table).
    @Test func theBandIsThePredictionInterval() {
        let band = Band(.trainCost, [1, 2, 3, 4, 5])
        #expect(band.mean == 3 && abs(band.deviation - 2.5.squareRoot()) < 1e-12)
        #expect(abs(band.high - (3 + 8.610 * 2.5.squareRoot() * 1.2.squareRoot())) < 1e-2)
        #expect(band.low == 0)
    }

    @Test func theBandIsNeverNarrowerThanRounding() {
        #expect(abs(Band(.validationAccuracy, [0.5, 0.5, 0.5]).high - 0.502) < 1e-12)
        #expect(Band(.validationAccuracy, [1, 1, 1]).high == 1)
        #expect(abs(Band(.trainLoss, [2, 2, 2]).low - 1.98) < 1e-12)
    }

    @Test(arguments: [(0.4, Band.Position.below), (0.5, .inside), (0.6, .above), (.nan, .below)])
    func positions(value: Double, position: Band.Position) {
        #expect(Band(.testAccuracy, [0.5, 0.5, 0.5]).position(of: value) == position)
    }

    @Test func aLossThatIsNoNumberIsTooLarge() { #expect(Band(.trainLoss, [1, 1]).position(of: .nan) == .above) }

    /// A preset that somebody adds needs a band: 'layerlab expect NAME --measure'.
    @Test(arguments: Preset.all.map(\.name)) func everyPresetHasABand(name: String) throws {
        let bands = try PresetBands.of(Preset.named(name))
        #expect(bands.bands.map(\.quantity) == BandQuantity.allCases)
        #expect(bands.seeds.count >= 5 && bands.command.hasPrefix("layerlab expect \(name) --measure"))
        #expect(bands.bands.allSatisfy { $0.low < $0.mean && $0.mean < $0.high })
        // Costs are losses and a penalty.
        let byName = Dictionary(uniqueKeysWithValues: bands.bands.map { ($0.quantity, $0.mean) })
        #expect(byName[.trainCost]! >= byName[.trainLoss]! && byName[.validationCost]! >= byName[.validationLoss]!)
    }

    @Test func theEntryReadsBackAsItWasWritten() throws {
        let entry = try PresetBands.of(Preset.named("quickstart"))
        #expect(try PresetBands.all(in: entry.yaml("quickstart")) == ["quickstart": entry])
    }

    @Test(
        arguments: [
            ("quickstart: 1", "no list of measurements"), ("nothing: {}", "no list of measurements"),
            (
                "quickstart: {date: d, machine: m, command: c, seeds: [1, 2], values: {train_los: [1, 2]}}",
                "train_los is no quantity"
            ),
            (
                "quickstart: {date: d, machine: m, command: c, seeds: [1, 2], values: {train_loss: [1]}}",
                "train_loss is no"
            ),
        ])
    func badEntriesAreRefused(text: String, words: String) {
        let error = #expect(throws: LabError.self) { try PresetBands.all(in: text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func aBandNeedsSeveralSeeds() throws {
        let preset = try Preset.named("quickstart")
        #expect(throws: LabError.self) { try BandMeasurement(preset, seeds: 4) }
    }

    @Test(
        arguments: [
            ("lambda", "0.5", true), ("hidden", "9", true), ("seed", "77", false), ("threads", "1", false),
            ("gemm", "reference", false), ("eval_every", "10", false), ("steps", "10", true),
            ("snapshot_every", "cycle", false), ("record_statistics", "true", false), ("eval_batch_size", "7", false),
            ("data_dir", "/data", false), ("out", "runs/mine", false), ("precision", "double", true),
        ])
    func differencesAreThoseThatMatter(key: String, value: String, matters: Bool) throws {
        let (registry, preset) = (try Standard.registry(), try Preset.named("tutorial/shapes"))
        let own = try LayeredConfiguration([preset.layer()], registry: registry).configuration
        let other = try LayeredConfiguration(
            [preset.layer(), ConfigurationLayer(source: "test", [key: value])], registry: registry
        ).configuration
        #expect(SettingDifference.between(run: own, preset: own).isEmpty)
        #expect(SettingDifference.between(run: other, preset: own).contains { $0.key == key } == matters)
    }

    private func expectation(
        _ training: Metrics, _ validation: Metrics, differences: [SettingDifference] = [],
        stopped: Int? = nil
    ) throws -> Experiments.Expectation {
        Experiments.Expectation(
            try PresetBands.of(Preset.named("quickstart")),
            HistoryRow(step: 1, epoch: 1, eta: 0.1, training: training, validation: validation), test: nil, data: nil,
            differences: differences, stopped: stopped)
    }

    private static let learned = Metrics(loss: 0.115, cost: 0.2825, accuracy: 0.9645)
    private static let validated = Metrics(loss: 0.298, cost: 0.465, accuracy: 0.8965)

    @Test func adviceFollowsTheSymptom() throws {
        #expect(try expectation(Self.learned, Self.validated).advice.isEmpty)
        let bad = Metrics(loss: 2.3, cost: 2.5, accuracy: 0.1)
        let (untrained, overfit) = (try expectation(bad, bad), try expectation(Self.learned, bad))
        #expect(!untrained.passed && untrained.advice[0].contains("layerlab sanity"))
        #expect(!overfit.passed && overfit.advice[0].contains("lambda"))
        let good = Metrics(loss: 0, cost: 0, accuracy: 1)
        #expect(try expectation(good, good).advice[0].contains("better than it should be"))
        let different = try expectation(
            bad, bad, differences: [SettingDifference(key: "lambda", run: "1", preset: "0.0005")])
        #expect(different.advice[0].contains("Set lambda as the preset has it"))
        let stopped = try expectation(Self.learned, Self.validated, stopped: 10)
        #expect(!stopped.passed && stopped.advice.count == 1 && stopped.advice[0].contains("--resume"))
    }
}

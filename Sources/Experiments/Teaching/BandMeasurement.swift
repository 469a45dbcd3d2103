import Components
import Data
import Foundation
import Platform
import Tensor
import Training

/// The measurement of a preset's bands: a run from each seed, and the test split with its kept model.
package struct BandMeasurement: Sendable {
    private let preset: Preset
    private let seeds: [UInt64]
    private let flags: [String: String]

    /// The measurement from the first n seeds, of which 1 is the first.
    ///
    /// - Parameters:
    ///   - count: how many seeds, from 1 on.
    ///   - preset: the name of the preset.
    ///   - flags: where the data are, and how many threads; nothing that a result depends on.
    /// - Throws: ``LabError`` of kind `usage` for fewer than 5 seeds, which tell little of a deviation.
    package init(_ preset: Preset, seeds count: Int, flags: [String: String] = [:]) throws {
        guard (5...1000).contains(count) else {
            throw LabError.usage("--seeds is 5 ... 1000 for a band, but \(count) was given.")
        }
        (self.preset, self.flags) = (preset, flags)
        seeds = (1...UInt64(count)).map { $0 }
    }

    /// Trains from every seed in a folder that is removed afterwards.
    ///
    /// - Parameters:
    ///   - registry: where the components are looked up.
    ///   - onRun: told the seeds done so far, before each run and at the end.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package func run(_ registry: Registry, onRun: (_ done: Int, _ of: Int) -> Void) async throws -> PresetBands {
        let scratch = try ScratchFolder()
        var runs: [Run] = []
        for seed in seeds {
            onRun(runs.count, seeds.count)
            let layers = [
                try preset.layer(), try ConfigurationLayer(source: "measurement", flags),
                try ConfigurationLayer(source: "measurement", ["seed": String(seed)]),
            ]
            let configuration = try LayeredConfiguration(layers, registry: registry).configuration
            runs.append(
                try await Run(configuration, registry, RunFolder(url: scratch.url.appendingPathComponent("\(seed)"))))
        }
        onRun(runs.count, seeds.count)
        return entry(runs)
    }

    private func entry(_ runs: [Run]) -> PresetBands {
        let values = BandQuantity.allCases.map { quantity in
            (quantity.rawValue, runs.map { quantity.value(in: $0.row) ?? $0.test.accuracy })
        }
        let checksums = Set(runs.map(\.data))
        let day = Date().formatted(.iso8601.year().month().day())
        return PresetBands(
            date: day, machine: "layerlab \(layerLabVersion), kernels \(Backend.kernelSetName), \(Backend.cpuFeatures)",
            command: "layerlab expect \(preset.name) --measure --seeds \(seeds.count)",
            data: checksums.count == 1 ? checksums.first : nil, seeds: seeds,
            values: Dictionary(uniqueKeysWithValues: values))
    }

    /// One run, to its end.
    private struct Run {
        let row: HistoryRow
        let test: Metrics
        let data: String

        init(_ configuration: RunConfiguration, _ registry: Registry, _ folder: RunFolder) async throws {
            let splits = try await DataLibrary.load(configuration.dataRequest)
            let summary = try RunSession.train(configuration, registry, on: splits, in: folder)
            try Interruption.check()
            row = summary.last
            test = try folder.metrics(configuration, registry, on: splits.test)
            data = splits.checksum
        }
    }
}

import ArgumentParser
import Foundation
import LayerLab

/// `layerlab expect`: whether a run ends where runs of its preset end.
struct ExpectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expect",
        abstract: "Hold a run against the band of results that its preset gives with other seeds.",
        discussion: """
            The band is the 99.9 % prediction interval for one more seed, mean -+ t * s * sqrt(1 + 1/n), from n measured \
            seeds; it is at least 0.2 points wide on either side for an accuracy and 1 % for a loss or cost. Read are the \
            last row of the run's history and its settings; the test split stays closed unless --test is given. Exit \
            code 2 where the run lies outside, 64 for an unknown preset, 74 where there is no run.

            EXAMPLES
              layerlab expect quickstart
              layerlab expect quickstart runs/first
              layerlab expect coursework/3-layer-bn runs/mine --test --data-dir DIR
              layerlab expect tutorial/shapes --measure --seeds 10
            """)

    @Argument(help: "The preset; 'layerlab presets' lists them.", completion: .list(Preset.all.map(\.name)))
    var preset: String
    @Argument(help: "The folder of a run; without one, the band is printed.", completion: .directory) var run: String?
    @Flag(help: "Open the test split and measure the kept model on it, too.") var test = false
    @Flag(help: "Train from several seeds and print the band as an entry of bands.yaml.") var measure = false
    @Option(help: "Seeds of a measurement, from 1 on; 10 where not given.") var seeds: Int?
    @Option(help: "Where the data are, for --test and --measure.", completion: .directory) var dataDir: String?
    @Option(help: "Worker threads, for --test and --measure.") var threads: Int?
    @OptionGroup var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if measure, run != nil || test {
            throw ValidationError("--measure trains runs of its own: leave out the run and --test.")
        }
        if let seeds, !measure {
            throw ValidationError("--seeds \(seeds) goes with --measure: add that, or leave --seeds out.")
        }
        if !measure, !test, dataDir != nil || threads != nil {
            throw ValidationError(
                "--data-dir and --threads go with --test and --measure, as nothing else reads data: add one of these, or "
                    + "leave them out.")
        }
        if test, run == nil { throw ValidationError("--test measures a run: name its folder behind the preset.") }
    }

    func run() async throws {
        let preset = try Preset.named(preset)
        let registry = try plugins.registry()
        if measure {
            try await measureBand(preset, registry)
        } else if let run {
            try await hold(run, against: preset, registry)
        } else {
            let bands = try PresetBands.of(preset)
            Console.print(output.json ? try JSONText.encode(BandListing(preset.name, bands)) : text(bands))
        }
    }

    private func measureBand(_ preset: Preset, _ registry: Registry) async throws {
        let flags = ["data_dir": dataDir, "threads": threads.map(String.init)].compactMapValues { $0 }
        let seeds = seeds ?? 10
        let measurement = try BandMeasurement(preset, seeds: seeds, flags: flags)
        var progress = ProgressLine(total: seeds, mode: output.quiet ? .quiet : .automatic)
        let bands = try await measurement.run(registry) { done, total in
            progress.line("\(preset.name): \(done) of \(total) seeds")
        }
        Console.print(
            output.json
                ? try JSONText.encode(BandListing(preset.name, bands)) : String(bands.yaml(preset.name).dropLast()))
    }

    private func hold(_ run: String, against preset: Preset, _ registry: Registry) async throws {
        let folder = try RunFolder.open(run)
        var configuration = try LayeredConfiguration(file: folder.configuration, registry: registry).configuration
        configuration.dataDirectory = dataDir ?? configuration.dataDirectory
        configuration.threads = threads ?? configuration.threads
        let accuracy: Double? =
            test
            ? try await folder.metrics(
                configuration, registry, on: DataLibrary.load(configuration.dataRequest).test
            ).accuracy : nil
        let expectation = try Expectation(preset, folder, configuration, registry, test: accuracy)
        Console.print(
            output.json
                ? try JSONText.encode(ExpectationListing(preset.name, run, expectation))
                : ExpectationText(preset.name, expectation, isShort: output.quiet).text)
        let outside = expectation.lines.filter { $0.verdict != .inside }.map(\.band.quantity.title)
        guard expectation.passed else {
            throw LabError(
                .checkFailed,
                outside.isEmpty
                    ? "\(run) is not finished, so it is no run of '\(preset.name)' yet."
                    : "\(run) is outside the band of '\(preset.name)': \(outside.joined(separator: ", ")).")
        }
    }

    private func text(_ bands: PresetBands) -> String {
        var table = TextTable(["quantity", "mean", "deviation", "band"], alignRight: [1, 2])
        for band in bands.bands {
            table.add([band.quantity.title, band.text(band.mean), band.text(band.deviation), band.range])
        }
        return table.text + "\n\n" + bands.origin
    }
}

extension Band {
    /// A value as people read it: an accuracy in percent.
    func text(_ value: Double) -> String { quantity.isAccuracy ? value.percent : value.formatted(decimals: 4) }
    /// Both ends.
    fileprivate var range: String { "\(text(low)) ... \(text(high))" }
}

extension PresetBands {
    /// Where the numbers come from.
    fileprivate var origin: String {
        "measured \(date) with seeds \(seeds.first ?? 0) ... \(seeds.last ?? 0) on \(machine)\nagain with: \(command)"
    }
}

/// A run beside its band, for people.
struct ExpectationText {
    let text: String

    init(_ preset: String, _ expectation: Expectation, isShort: Bool) {
        var table = TextTable(["quantity", "measured", "band", "verdict"], alignRight: [1])
        for line in expectation.lines {
            table.add([
                line.band.quantity.title, line.band.text(line.measured), line.band.range,
                line.verdict == .inside ? "in the band" : "OUTSIDE, \(line.verdict.rawValue)",
            ])
        }
        var parts = [ExpectationText.differences(preset, expectation), table.text]
        if !isShort {
            parts += [expectation.advice.map { "- \($0)" }.joined(separator: "\n"), expectation.expected.origin]
        }
        text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func differences(_ preset: String, _ expectation: Expectation) -> String {
        var parts: [String] = []
        if !expectation.differences.isEmpty {
            var table = TextTable(["setting", "the run", "the preset"])
            for one in expectation.differences { table.add([one.key, one.run ?? "-", one.preset ?? "-"]) }
            parts.append(
                "This run is not '\(preset)': other settings are\n" + table.text)
        }
        if let data = expectation.otherData {
            parts.append("Its data are \(data), but the band was measured on \(expectation.expected.data ?? "").")
        }
        return parts.joined(separator: "\n\n")
    }
}

/// The band of a preset as JSON.
private struct BandListing: Encodable {
    let schema = "layerlab.bands"
    let version = 1
    let preset: String
    let measurement: PresetBands
    let bands: [Band]

    init(_ preset: String, _ measurement: PresetBands) {
        (self.preset, self.measurement, bands) = (preset, measurement, measurement.bands)
    }
}

/// A run beside its band as JSON.
private struct ExpectationListing: Encodable {
    let schema = "layerlab.expectation"
    let version = 1
    let preset, run: String
    let passed, finished: Bool
    let differences: [SettingDifference]
    let otherData: String?
    let quantities: [Expectation.Line]
    let advice: [String]

    init(_ preset: String, _ run: String, _ expectation: Expectation) {
        (self.preset, self.run, passed) = (preset, run, expectation.passed)
        finished = expectation.stopped == nil
        (differences, otherData) = (expectation.differences, expectation.otherData)
        (quantities, advice) = (expectation.lines, expectation.advice)
    }
}

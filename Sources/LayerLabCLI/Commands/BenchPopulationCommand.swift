import ArgumentParser
import LayerLab

/// `layerlab bench population`: what a run costs among others on the same batches.
struct BenchPopulation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "population",
        abstract: "The step of a run in a population trained in lockstep, beside that of a run by itself.")

    @OptionGroup var settings: RunOptions
    @Option(help: "Runs in the population; they differ in lambda.") var members = 20
    @Option(help: "Measurements, population and single run by turns.") var repeats = 7
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard members >= 1 else { throw ValidationError("--members is at least 1, but \(members) was given.") }
        try BenchCommand.check(repeats: repeats)
    }

    func run() async throws {
        try BenchCommand.requireOptimizedCore()
        let registry = try settings.plugins.registry()
        let configuration = try settings.layered(registry).configuration
        let result = try await PopulationBenchmark(configuration, registry, members: members, repeats: repeats)
        let title = "\(configuration.networkTitle), batch \(configuration.batchSize), \(configuration.threads) threads"
        Console.print(
            output.json ? try JSONText.encode(PopulationListing(result, title, configuration)) : text(result, title))
    }

    private func text(_ result: PopulationBenchmark, _ title: String) -> String {
        var table = TextTable(["step of", "microseconds", "+-", "x roofline"], alignRight: [1, 2, 3])
        for (name, time, ratio) in [
            ("a member of \(result.members)", result.secondsPerMember, result.memberByRoofline),
            ("a run by itself", result.secondsAlone, result.aloneByRoofline),
        ] {
            table.add([
                name, (time.median * 1e6).formatted(decimals: 1), time.spread.percent, ratio.formatted(decimals: 2),
            ])
        }
        return "\(title), float\n\(result.roofline.line)\n\n\(table.text)"
    }
}

/// A population benchmark as JSON, a member's epochs with the keys that the scripts of Benchmarks/peers print.
private struct PopulationListing: Encodable {
    let schema = "layerlab.population_benchmark"
    let schemaVersion = 2
    let tool: String
    let version = layerLabVersion
    let threads: Int
    let epochSeconds: [Double]
    let epochsByRoofline, aloneByRoofline: Double
    let benchmark: PopulationBenchmark
    let notes: String

    enum CodingKeys: String, CodingKey {
        case schema, tool, version, threads, benchmark, notes
        case schemaVersion = "schema_version"
        case epochSeconds = "epoch_seconds"
        case epochsByRoofline = "epochs_by_roofline"
        case aloneByRoofline = "alone_by_roofline"
    }

    init(_ result: PopulationBenchmark, _ title: String, _ configuration: RunConfiguration) {
        tool = "layerlab, one of \(result.members)"
        threads = configuration.threads
        epochSeconds = result.secondsPerMember.seconds.map { $0 * Double(result.stepsPerEpoch) }
        epochsByRoofline = result.memberByRoofline
        aloneByRoofline = result.aloneByRoofline
        benchmark = result
        notes = "\(title); kernels \(Backend.kernelSetName)"
    }
}

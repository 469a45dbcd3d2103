import ArgumentParser
import Foundation
import LayerLab

/// `layerlab bench`: how fast this machine does it, against what it could do at most.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure products, kernels, steps and epochs beside the roofline of this machine.",
        discussion: """
            Every figure is the median of repeated measurements; +- is half the distance between the quartiles. The peak \
            of multiply-adds and the read bandwidth are measured in the same run. Measure on an idle machine.

            EXAMPLES
              layerlab bench gemm
              layerlab bench step --threads 1
              layerlab bench epoch --preset coursework/3-layer-bn --data-dir DIR
            """,
        subcommands: [
            BenchGemm.self, BenchKernels.self, BenchStep.self, BenchEpoch.self, BenchPopulation.self,
            BenchScaling.self, BenchPlugin.self,
        ])

    /// Refuses to measure less than once, and for ever.
    static func check(repeats: Int) throws {
        guard (1...100_000).contains(repeats) else {
            throw ValidationError("--repeats is a whole number in 1 ... 100000, but \(repeats) was given.")
        }
    }

    /// Refuses a core that was compiled for debugging, whose figures say nothing.
    static func requireOptimizedCore() throws {
        guard Backend.isOptimized else {
            throw LabError.usage(
                "This C core was compiled without optimization, so its times mean nothing; build with "
                    + "'swift build -c release'.")
        }
    }
}

/// What the measuring subcommands share.
struct BenchOptions: ParsableArguments {
    @Option(help: "Measurements of each row.") var repeats = 11
    @Option(help: "Worker threads. (default: all cores)") var threads = ProcessInfo.processInfo.activeProcessorCount
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try BenchCommand.check(repeats: repeats)
        guard Backend.threadCounts.contains(threads) else {
            throw ValidationError("--threads is in \(Backend.threadCountsText), but \(threads) was given.")
        }
    }

    /// Shows a row as it comes, on standard error.
    func note(_ row: BenchmarkRow) {
        guard !output.quiet else { return }
        Console.note("\(row.shape) \(row.name): \((row.seconds * 1e6).formatted(decimals: 1)) us, \(row.rateText)")
    }
}

/// The number types that a benchmark runs in.
enum BenchPrecision: String, CaseIterable, ExpressibleByArgument {
    case float, double
}

/// `layerlab bench gemm`: the matrix products.
struct BenchGemm: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemm", abstract: "The products of fully connected networks, by each implementation.",
        discussion: """
            EXAMPLES
              layerlab bench gemm --threads 1
              layerlab bench gemm --layer 3072x50 --batch-size 1000
            """)

    @Option(
        help: ArgumentHelp(
            "The three products of one layer, in place of the usual shapes.", valueName: "inputs>x<outputs"))
    var layer: LayerSize?
    @Option(help: ArgumentHelp("Samples in a batch of --layer. (default: 100)", valueName: "count"))
    var batchSize: Int?
    @Option(help: "float or double.") var precision = BenchPrecision.float
    @OptionGroup var options: BenchOptions

    /// `3072x50`.
    struct LayerSize: ExpressibleByArgument {
        let inputs, outputs: Int

        init?(argument: String) {
            let sizes = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
            guard sizes.count == 2, let inputs = sizes[0], let outputs = sizes[1] else { return nil }
            (self.inputs, self.outputs) = (inputs, outputs)
        }
    }

    func validate() throws {
        guard batchSize == nil || layer != nil else {
            throw ValidationError("--batch-size goes with --layer, which was not given.")
        }
        let sizes = [("--batch-size", batchSize), ("--layer", layer?.inputs), ("--layer", layer?.outputs)]
        for case (let flag, let size?) in sizes where !(1...BenchGemm.largest).contains(size) {
            throw ValidationError("\(flag) has the size \(size), but 1 ... \(BenchGemm.largest) was expected.")
        }
    }

    /// The largest side of a matrix that is measured; two of these would take 2 GB.
    private static let largest = 16384

    private var shapes: [GemmBenchmark.Shape] {
        layer.map {
            GemmBenchmark.layer("layer", batch: batchSize ?? 100, inputs: $0.inputs, outputs: $0.outputs)
        } ?? GemmBenchmark.shapes
    }

    func run() throws {
        try BenchCommand.requireOptimizedCore()
        let roofline = try Roofline(threads: options.threads)
        var rows: [BenchmarkRow] = []
        switch precision {
        case .float: try measure(Float.self, roofline, &rows)
        case .double: try measure(Double.self, roofline, &rows)
        }
        try options.output.print(rows, roofline, precision: precision.rawValue)
    }

    private func measure<S: Scalar>(_ type: S.Type, _ roofline: Roofline, _ rows: inout [BenchmarkRow]) throws {
        try GemmBenchmark.run(
            S.self, shapes, threads: options.threads, repeats: options.repeats, roofline: roofline
        ) { row in
            rows.append(row)
            options.note(row)
        }
    }
}

/// `layerlab bench kernels`: the other kernels.
struct BenchKernels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "Every kernel of the set in use, on one thread.")

    @Option(help: "float or double.") var precision = BenchPrecision.float
    @OptionGroup var options: BenchOptions

    func run() throws {
        try BenchCommand.requireOptimizedCore()
        var rows: [BenchmarkRow] = []
        let roofline = try Roofline(threads: 1)
        let add = { (row: BenchmarkRow) in
            rows.append(row)
            options.note(row)
        }
        switch precision {
        case .float: try KernelBenchmark.run(Float.self, repeats: options.repeats, onRow: add)
        case .double: try KernelBenchmark.run(Double.self, repeats: options.repeats, onRow: add)
        }
        try options.output.print(rows, roofline, precision: precision.rawValue)
    }
}

/// `layerlab bench step`: one update and its parts.
struct BenchStep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "One update and its parts, on generated images of 3072 values.")

    @OptionGroup var settings: RunOptions
    @Option(help: "Measurements of each row.") var repeats = 11
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { try BenchCommand.check(repeats: repeats) }

    func run() throws {
        try BenchCommand.requireOptimizedCore()
        let registry = try settings.plugins.registry()
        let configuration = try settings.layered(registry).configuration
        let roofline = try Roofline(threads: configuration.threads)
        let rows = try StepBenchmark(configuration, registry, roofline: roofline).rows(repeats: repeats)
        try output.print(rows, roofline)
    }
}

/// `layerlab bench scaling`: how the time of a step grows.
struct BenchScaling: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling", abstract: "How the time of a step grows with batch, width, depth and threads.")

    @OptionGroup var settings: RunOptions
    @Option(help: "Measurements of each point.") var repeats = 7
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { try BenchCommand.check(repeats: repeats) }

    func run() throws {
        try BenchCommand.requireOptimizedCore()
        let registry = try settings.plugins.registry()
        let configuration = try settings.layered(registry).configuration
        let result = try output.withProgress { show in
            try ScalingBenchmark(configuration, registry, repeats: repeats, progress: show)
        }
        Console.print(output.json ? try JSONText.encode(ScalingListing(result)) : text(result))
    }

    private func text(_ result: ScalingBenchmark) -> String {
        var table = TextTable(["varied", "values", "microseconds a step", "exponent"], alignRight: [3])
        for series in result.series {
            table.add([
                series.name, series.values.map(String.init).joined(separator: ", "),
                series.seconds.map { ($0 * 1e6).formatted(decimals: 0) }.joined(separator: ", "),
                series.exponent.formatted(decimals: 2),
            ])
        }
        return
            "\(table.text)\n\nexponent: the slope of log time over log value; 1 is linear, -1 perfect use of threads."
    }
}

/// `layerlab bench epoch`: a training epoch and an evaluation, the figures that are compared with other tools.
struct BenchEpoch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epoch", abstract: "Seconds of a training epoch and of an evaluation, as 'train' does them.")

    @OptionGroup var settings: RunOptions
    @Option(help: "Epochs that are measured, after one that is not.") var repeats = 5
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { try BenchCommand.check(repeats: repeats) }

    func run() async throws {
        try BenchCommand.requireOptimizedCore()
        let registry = try settings.plugins.registry()
        let configuration = try settings.layered(registry).configuration
        var progress = ProgressLine(total: 0, mode: .quiet)
        let result: EpochBenchmark
        do {
            result = try await EpochBenchmark(configuration, registry, epochs: repeats) { step, total in
                if step == 1 { progress = ProgressLine(total: total, mode: output.quiet ? .quiet : .automatic) }
                progress.update(step: step, fields: [])
            }
        } catch {
            progress.finish()
            throw error
        }
        progress.finish()
        Console.print(
            output.json ? try JSONText.encode(EpochListing(result, configuration)) : text(result, configuration))
    }

    private func text(_ result: EpochBenchmark, _ configuration: RunConfiguration) -> String {
        var table = TextTable(["", "seconds", "+-", "GFLOP/s", "x roofline"], alignRight: [1, 2, 3, 4])
        for (name, time, operations, ratio) in [
            ("training epoch", result.epochs, result.operationsPerEpoch, result.epochsByRoofline),
            ("evaluation", result.evaluations, result.operationsPerEvaluation, result.evaluationsByRoofline),
        ] {
            table.add([
                name, time.median.formatted(decimals: 4), time.spread.percent,
                (operations / time.median / 1e9).formatted(decimals: 1), ratio.formatted(decimals: 2),
            ])
        }
        return """
            \(configuration.networkTitle), batch \(configuration.batchSize), \(configuration.threads) threads, float
            \(result.roofline.line)

            \(table.text)

            test accuracy \(result.testAccuracy.percent) after \(result.epochs.seconds.count + 1) epochs
            """
    }
}

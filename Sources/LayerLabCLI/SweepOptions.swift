import ArgumentParser
import Foundation
import LayerLab

/// Which failed runs are tried again.
enum Retry: String, ExpressibleByArgument, CaseIterable {
    /// Those that failed.
    case failed
}

/// How a sweep is run, and where it is kept.
struct SweepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The file with all runs; their folders stand in FILE.runs beside it.", valueName: "file"),
        completion: .file())
    var store = "runs/store.sqlite"

    @Option(help: "The name of the sweep in the store, where it is frozen.")
    var name: String?

    @Option(help: ArgumentHelp("Worker processes; as many as there are cores where not given.", valueName: "count"))
    var jobs: Int?

    @Option(help: ArgumentHelp("Threads of each worker; cores / jobs where not given.", valueName: "count"))
    var threads: Int?

    @Flag(help: "List what would be done, and do nothing.")
    var dryRun = false

    @Option(help: "Try again what has failed: failed.")
    var retry: Retry?

    @Flag(help: "Stop at the first run that fails.")
    var failFast = false

    @Flag(help: "Train every run by itself, also those that see the same batches.")
    var noLockstep = false

    var url: URL { URL(fileURLWithPath: store) }

    /// `2 workers of 1 thread`.
    static func text(_ jobs: Int, _ threads: Int) -> String {
        "\(jobs) worker\(jobs == 1 ? "" : "s") of \(threads) thread\(threads == 1 ? "" : "s")"
    }

    /// Workers and the threads of each, together no more than the cores.
    func load(runs: Int) throws -> (jobs: Int, threads: Int) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let (askedJobs, askedThreads) = (jobs ?? 1, threads ?? 1)
        guard (1...cores).contains(askedJobs), (1...cores).contains(askedThreads), askedJobs * askedThreads <= cores
        else {
            throw LabError.usage(
                "--jobs \(askedJobs) and --threads \(askedThreads) do not go with the \(cores) cores of this machine: choose at "
                    + "least 1 of each, and at most \(cores) for jobs x threads.")
        }
        let jobs = jobs ?? max(1, min(runs, cores / askedThreads))
        return (jobs, threads ?? cores / jobs)
    }
}

/// A sweep from its runs to their end, as both `sweep` and `ablate` run it.
struct SweepSession {
    let manifest: SweepManifest
    let options: SweepOptions
    let plugins: PluginOptions
    let output: OutputOptions

    /// Runs the sweep; returns the store with its results.
    ///
    /// - Throws: ``LabError``: `interrupted` after Ctrl-C with the way to go on.
    func run() async throws -> RunStore {
        let (jobs, threads) = try options.load(runs: manifest.runs.count)
        let store = try RunStore(options.url)
        try await manifest.checkData(of: store)
        try store.register(manifest)
        if options.retry == .failed {
            let count = try store.retryFailed(of: manifest.name)
            note("\(count) failed run\(count == 1 ? "" : "s") will be tried again")
        }
        let runner = SweepRunner(
            store, sweep: manifest.name, jobs: jobs, command: command(jobs, threads), stopsAtFailure: options.failFast)
        var report = SweepReport(manifest, try store.progress(of: manifest.name), output)
        note(
            "sweep '\(manifest.name)': \(manifest.runs.count) runs"
                + (manifest.duplicates > 0 ? " (\(manifest.duplicates) more were the same)" : "")
                + ", \(SweepOptions.text(jobs, threads)), store \(options.store)")
        do {
            _ = try await runner.run { report.show($0) }
        } catch {
            report.finish()
            guard let error = error as? LabError, error.kind == .interrupted else { throw error }
            let progress = try store.progress(of: manifest.name)
            throw LabError(
                .interrupted,
                "Stopped with \(progress.over) of \(progress.total) runs over. The same command goes on from there.")
        }
        report.finish()
        return store
    }

    /// The runs, and how long they may take; the store is not touched.
    func describe(_ registry: Registry) async throws {
        try manifest.checkName()
        let (jobs, threads) = try options.load(runs: manifest.runs.count)
        let isThere = FileManager.default.fileExists(atPath: options.url.path)
        let stored = try isThere ? RunStore(options.url).runs() : []
        let states = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0.state) })
        let listing = SweepListing(manifest, states)
        if output.json { return Console.print(try JSONText.encode(listing)) }
        var table = TextTable(["run", "state", "seed", "settings"], alignRight: [2])
        for run in listing.runs { table.add([run.id, run.state, String(run.seed), run.settings]) }
        Console.print(table.text)
        let left = manifest.runs.filter { states[$0.id] != .done }
        var summary = "runs: \(manifest.runs.count), to do: \(left.count), duplicates left out: \(manifest.duplicates)"
        if let first = left.first {
            let estimate = try await SweepEstimate(first.configuration, threads: threads, registry: registry)
            let seconds = try left.reduce(0) { try $0 + estimate.seconds($1.configuration, registry) } / Double(jobs)
            summary += "; about \(ProgressLine.duration(seconds)) with \(SweepOptions.text(jobs, threads))"
        }
        Console.print(summary)
    }

    /// Ends with exit code 4 where some runs failed.
    func conclude(_ store: RunStore) throws {
        let failed = try store.runs(of: manifest.name).filter { $0.state == .failed }
        guard let first = failed.first else { return }
        throw LabError(
            .someRunsFailed,
            "\(failed.count) of \(manifest.runs.count) runs failed, \(first.id) first: \(first.error ?? "no reason is known.") "
                + "The same command with --retry failed tries them again.")
    }

    private func command(_ jobs: Int, _ threads: Int) -> [String] {
        [
            "sweep-worker", "--store", options.store, "--sweep", manifest.name, "--jobs", String(jobs), "--threads",
            String(threads),
        ]
            + (options.failFast ? ["--fail-fast"] : []) + (options.noLockstep ? ["--no-lockstep"] : [])
            + plugins.plugin.flatMap { ["--plugin", $0] }
    }

    private func note(_ text: String) {
        if !output.quiet { Console.note(text) }
    }
}

/// What a sweep would do, as JSON.
struct SweepListing: Encodable {
    let schema = "layerlab.sweep_plan"
    let version = 1
    let name: String
    let duplicates: Int
    let runs: [Run]

    struct Run: Encodable {
        let id, state: String
        let seed: UInt64
        let settings: String
    }

    init(_ manifest: SweepManifest, _ states: [String: RunState]) {
        (name, duplicates) = (manifest.name, manifest.duplicates)
        runs = manifest.runs.map {
            Run(
                id: $0.id, state: (states[$0.id] ?? .pending).rawValue, seed: $0.configuration.seed, settings: $0.label)
        }
    }
}

/// Shows how far a sweep is: a live line on a terminal, one line a run elsewhere.
struct SweepReport {
    private let labels: [String: String]
    private let output: OutputOptions
    private let total: Int
    private var over: Int
    private var progress: ProgressLine

    init(_ manifest: SweepManifest, _ before: SweepProgress, _ output: OutputOptions) {
        labels = Dictionary(
            uniqueKeysWithValues: manifest.runs.map { ($0.id, "\($0.label) seed=\($0.configuration.seed)") })
        self.output = output
        (total, over) = (before.total, before.over)
        progress = ProgressLine(total: before.total, from: before.over, mode: output.quiet ? .quiet : .automatic)
    }

    /// Takes in what a sweep tells.
    mutating func show(_ event: SweepEvent) {
        switch event {
        case .worker(let number): if output.verbose { progress.line("worker \(number) started") }
        case .progress(let state):
            if output.verbose { progress.line("evaluation \(state.evaluations)") }
            progress.update(
                step: state.over,
                fields: [
                    "\(state[.running]) running", "\(state.evaluations) evaluations",
                    state[.failed] > 0 ? "\(state[.failed]) failed" : "",
                ])
        case .over(let run):
            over += 1
            let result = run.accuracy.map { "validation \($0.percent)" } ?? "FAILED: \(run.error ?? "")"
            let seconds = run.seconds.map { "  " + ProgressLine.duration($0) } ?? ""
            progress.line(
                "\(over)/\(total)  \(run.id)  \(labels[run.id] ?? "")  \(result)\(seconds)\(progress.pace(over))")
        }
    }

    /// Ends the live line.
    mutating func finish() { progress.finish() }
}

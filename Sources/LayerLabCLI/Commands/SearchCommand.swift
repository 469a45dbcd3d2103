import ArgumentParser
import Foundation
import LayerLab

/// `layerlab search`: hyper-parameters by validation, coarse then fine.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract:
            "Search hyper-parameters by validation accuracy, coarse then fine; confirm the best on the test split.",
        discussion: """
            A range is KEY=log:LOW..HIGH, uniform:LOW..HIGH, grid:A,B,C, grid:LOW..HIGH:COUNT or log-grid:LOW..HIGH:COUNT; \
            without a word before the colon, rates and lambda are drawn log-uniform. --hidden 50..100:5,35..50:5 searches \
            layer sizes. The test split stays sealed until --confirm opens it once. Ctrl-C and the same command go on.

            EXAMPLES
              layerlab search --preset coursework/3-layer-bn --search lambda=log:1e-5..1e-1 --fine-samples 10 --out runs/lambda
              layerlab search --dataset shapes --search eta_max=0.01..1 --search lambda=log-grid:1e-5..1e-2:4 --halving 3
              layerlab search --preset coursework/3-layer-bn-momentum --box "eta=0.005..0.009; lambda=1e-6..1e-5"
              layerlab search --dataset shapes --search eta_max=0.01..1 --search lambda=1e-5..1e-1 --sampler tpe
              layerlab search --dataset shapes --hidden "50..100:10,35..50:5" --samples 10 --max-parameters 250000
            """)

    @OptionGroup(title: "Search") var space: SearchOptions
    @OptionGroup var options: RunOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        let registry = try options.plugins.registry()
        let base = try base(registry)
        let plan = try space.plan(base, hidden: searchedHidden)
        if space.dryRun, plan.maxParameters == nil { return try list(plan, plan.coarseSpace(), base, registry) }
        let data = try SealedData(await DataLibrary.load(base.dataRequest))
        let coarse = try plan.coarseSpace {
            try plan.fits($0, base, registry, data.splits.training.dataset)
        }
        if space.dryRun { return try list(plan, coarse, base, registry) }
        try warn(plan, coarse)
        try check(plan, coarse, base, registry)
        let folder = URL(fileURLWithPath: base.out ?? "runs/search")
        let trials = FolderTrials(base, registry, data, in: folder)
        do {
            try await search(plan, coarse, trials, base, registry, data, folder)
        } catch let error as LabError where error.kind == .interrupted {
            let trained = (try? SearchResult.read(folder))?.trials.filter { !$0.accuracies.isEmpty }.count ?? 0
            throw LabError(.interrupted, "Stopped with \(trained) trials trained. The same command goes on from there.")
        }
    }

    /// Sizes such as `50..100:5` are searched; plain ones are those of the network.
    private var searchedHidden: String? {
        options.network.hidden.flatMap { $0.contains("..") ? $0 : nil }
    }

    private func base(_ registry: Registry) throws -> RunConfiguration {
        var flags = options.flags
        if searchedHidden != nil { flags["hidden"] = nil }
        return try LayeredConfiguration(
            preset: options.preset, file: options.config.map { URL(fileURLWithPath: $0) },
            environment: ProcessInfo.processInfo.environment, flags: flags, registry: registry
        ).configuration
    }

    private func warn(_ plan: SearchPlan, _ coarse: SearchSpace) throws {
        guard !output.quiet else { return }
        let fine = try plan.fineSpace()?.warnings ?? []
        for warning in coarse.warnings + fine { Console.warn(warning) }
    }

    /// Every value of a first point goes with the configuration, before hours are spent.
    private func check(
        _ plan: SearchPlan, _ coarse: SearchSpace, _ base: RunConfiguration, _ registry: Registry
    ) throws {
        for point in coarse.points(coarse.boxes.count, seed: plan.seed, stream: 0).prefix(coarse.boxes.count) {
            _ = try base.with(point, epochs: plan.epochs, registry)
        }
        try plan.sampler?.check(coarse)
        if let fine = try plan.fineSpace() { try plan.sampler?.check(fine) }
    }

    private func list(_ plan: SearchPlan, _ coarse: SearchSpace, _ base: RunConfiguration, _ registry: Registry) throws
    {
        try warn(plan, coarse)
        try check(plan, coarse, base, registry)
        let isDrawn = plan.sampler == nil
        let points = isDrawn ? coarse.points(plan.samples, seed: plan.seed, stream: 0) : []
        if output.json { return Console.print(try JSONText.encode(points)) }
        for point in points { Console.print(Trial(name: "", stage: "coarse", values: point).valuesText) }
        let fine = plan.fineSamples > 0 ? ", then \(plan.fineSamples) of \(plan.fineEpochs)" : ""
        let count = isDrawn ? points.count : plan.samples ?? SearchSpace.usualCount
        let chooser = plan.sampler.map { ", chosen by \($0.rawValue) as they go" } ?? ""
        Console.print("\(count) trials of at most \(plan.epochs) epochs\(fine)\(chooser); nothing was trained")
    }

    private func search(
        _ plan: SearchPlan, _ coarse: SearchSpace, _ trials: FolderTrials, _ base: RunConfiguration,
        _ registry: Registry, _ data: SealedData, _ folder: URL
    ) async throws {
        let say: (String) -> Void = { [output] in if !output.quiet { Console.note($0) } }
        let found = try SearchResult.open(folder, plan)
        if !found.trials.isEmpty { say("going on with \(folder.path): \(found.trials.count) trials are known") }
        let fine = try plan.fineSpace()
        let run: (AskTell?) throws -> SearchResult = { optimizer in
            // An optimizer that cannot begin leaves no result, which would bar another one from the folder.
            if optimizer == nil { try found.write(to: folder) }
            var search = Search(found, trials, asking: optimizer, save: { try $0.write(to: folder) }, say: say)
            return try search.run(coarse, fine: fine)
        }
        var result = found.isFinished ? found : try await choosing(by: plan.sampler ?? .random, folder, run)
        if !result.isFinished { say("the optimizer has left; the same command goes on") }
        if space.confirm, result.isFinished {
            try result.confirm(
                base, registry, data, epochs: space.confirmEpochs ?? 2 * max(plan.epochs, plan.fineEpochs),
                seeds: space.confirmSeeds, in: folder, say: say)
        }
        // With --ask-tell the standard output belongs to the dialog.
        let show = space.askTell ? say : Console.print
        show(output.json ? try result.json() : SearchText.report(result))
        if !output.json { say("results: \(folder.path)/search.json and trials.csv") }
    }

    /// Does the work of a search with whoever chooses its points; nil where they are drawn.
    private func choosing(
        by sampler: Sampler, _ folder: URL, _ run: (AskTell?) throws -> SearchResult
    ) async throws -> SearchResult {
        switch sampler {
        case .random: return try run(nil)
        case .outside:
            let lines = LineReader(STDIN_FILENO)
            return try run(AskTell(read: lines.next, write: Console.print))
        case .tpe, .cmaes:
            let optuna = Optuna(python: space.python, environment: ProcessInfo.processInfo.environment)
            return try await optuna.choosing(by: sampler, in: folder, run)
        }
    }
}

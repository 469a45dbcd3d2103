import ArgumentParser
import LayerLab

/// What is searched, and how long.
struct SearchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A range of a setting; may be repeated.", valueName: "key=range")) var search: [String] =
        []
    @Option(help: ArgumentHelp("A joint box, ranges separated by ';'; may be repeated.", valueName: "ranges"))
    var box: [String] = []
    @Option(
        help: ArgumentHelp(
            "A range of the fine stage; may be repeated; else the span of the best.", valueName: "key=range"))
    var fine: [String] = []
    @Option(help: "Trials of the coarse stage; where not given 20, or all of a grid unless a sampler chooses.")
    var samples: Int?
    @Option(help: "Trials of the fine stage; 0 for none.") var fineSamples = 0
    @Option(help: "Epochs of a coarse trial.") var searchEpochs = 8
    @Option(help: "Epochs of a fine trial.") var fineEpochs = 12
    @Option(help: "How many of the best coarse trials span the fine range.") var best = 3
    @Option(help: "Successive halving: one of so many trials goes on to the next rung.") var halving: Int?
    @Flag(help: "End a trial that is below the median of those before it.") var prune = false
    @Option(help: "The most weights that a network may have.") var maxParameters: Int?
    @Option(help: "The seed of what is drawn.") var searchSeed: UInt64 = 1
    @Flag(help: "Retrain the three best on all data, then open the test split once.") var confirm = false
    @Option(help: "Epochs of the confirmation; twice those of the search where not given.") var confirmEpochs: Int?
    @Option(help: "Seeds of the confirmation.") var confirmSeeds = 3
    @Option(
        help: ArgumentHelp(
            "Who chooses the points: random, or tpe or cmaes of Optuna, each by what came of those before.",
            valueName: "name"))
    var sampler = Sampler.random.rawValue
    @Option(
        help: ArgumentHelp(
            "The Python that has Optuna; LAYERLAB_PYTHON, that of './lab optuna', or python3 where not given.",
            valueName: "path"))
    var python: String?
    @Flag(help: "Let another program choose: JSON lines on standard input and output.") var askTell = false
    @Flag(help: "List the coarse trials and train nothing.") var dryRun = false

    func validate() throws {
        let (counts, longest) = (SweepSpecification.seedCounts, RunConfiguration.longest)
        guard counts.contains(confirmSeeds), (1...longest).contains(confirmEpochs ?? 1) else {
            throw ValidationError(
                "--confirm-seeds and --confirm-epochs are whole numbers of at least 1, and at most \(counts.upperBound) and "
                    + "\(longest).")
        }
    }

    func plan(_ base: RunConfiguration, hidden: String?) throws -> SearchPlan {
        var plan = SearchPlan()
        (plan.search, plan.boxes, plan.fine, plan.hidden) = (search, box, fine, hidden)
        (plan.samples, plan.fineSamples, plan.maxParameters) = (samples, fineSamples, maxParameters)
        (plan.epochs, plan.fineEpochs, plan.best) = (searchEpochs, fineEpochs, best)
        (plan.halving, plan.prunes, plan.seed) = (halving, prune, searchSeed)
        plan.sampler = try chosenSampler
        plan.configuration = base.placelessYAML
        try plan.check()
        return plan
    }

    /// Who chooses; nil for what is drawn.
    private var chosenSampler: Sampler? {
        get throws {
            let named = try Sampler(named: sampler)
            guard !askTell else {
                guard named == .random else {
                    throw LabError.usage("--ask-tell and --sampler \(sampler) contradict each other: give one of them.")
                }
                return .outside
            }
            return named == .random ? nil : named
        }
    }
}

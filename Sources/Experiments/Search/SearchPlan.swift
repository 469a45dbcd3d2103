import Platform

/// What a search does, as data: two plans that are equal give the same trials.
public struct SearchPlan: Sendable, Codable, Equatable {
    /// Texts of the dimensions: `lambda=log:1e-5..1e-1`.
    public var search: [String] = []
    /// Texts of joint boxes.
    public var boxes: [String] = []
    /// Layer sizes to choose among: `50..100:5,35..50:5`.
    public var hidden: String?
    /// The most weights that a network may have.
    public var maxParameters: Int?
    /// Texts of the dimensions of the fine stage; empty for the span of the best.
    public var fine: [String] = []
    /// Trials of the coarse stage; nil for all of a grid, or ``SearchSpace/usualCount``.
    public var samples: Int?
    /// Trials of the fine stage; 0 for none.
    public var fineSamples = 0
    /// Epochs of a coarse trial.
    public var epochs = 8
    /// Epochs of a fine trial.
    public var fineEpochs = 12
    /// How many of the best coarse trials span the fine range.
    public var best = 3
    /// One of so many trials is kept at each rung; nil for no halving.
    public var halving: Int?
    /// Whether a trial below the median of those before it ends.
    public var prunes = false
    /// Who chooses the points; nil, as in files of before, for ``Sampler/random``.
    public var sampler: Sampler?
    /// The seed of what is drawn.
    public var seed: UInt64 = 1
    /// The configuration that trials start from, as a file.
    public var configuration = ""

    /// The most trials of a stage.
    static let mostTrials = 100_000

    /// A plan; see the properties.
    public init() {}

    /// Checks the numbers.
    ///
    /// - Throws: ``LabError`` of kind `usage` that names the flag.
    public func check() throws {
        let numbers = [
            ("--samples", samples ?? 1, 1, SearchPlan.mostTrials),
            ("--fine-samples", fineSamples, 0, SearchPlan.mostTrials),
            ("--search-epochs", epochs, 1, RunConfiguration.longest),
            ("--fine-epochs", fineEpochs, 1, RunConfiguration.longest), ("--best", best, 1, .max),
            ("--halving", halving ?? 2, 2, .max), ("--max-parameters", maxParameters ?? 1, 1, .max),
        ]
        for (flag, value, least, most) in numbers {
            guard value >= least else {
                throw LabError.usage("\(flag) is \(value), but a whole number of at least \(least) was expected.")
            }
            guard value <= most else { throw LabError.usage("\(flag) is \(value), but \(most) are the most.") }
        }
        guard maxParameters == nil || hidden != nil else {
            throw LabError.usage(
                "--max-parameters bounds the layer sizes that are searched, but --hidden has none; write for example --hidden "
                    + "50..100:5,35, or leave it out.")
        }
        if halving != nil, let sampler, sampler.isSequential {
            throw LabError.usage(
                "--halving compares trials that are chosen together, but \(sampler.flag) chooses each by those before it; leave "
                    + "--halving out, or end weak trials with --prune.")
        }
    }

    /// This plan with the fine stage of another.
    func withFineStage(of other: SearchPlan) -> SearchPlan {
        var plan = self
        (plan.fine, plan.fineSamples, plan.fineEpochs, plan.best) =
            (other.fine, other.fineSamples, other.fineEpochs, other.best)
        return plan
    }

    /// The epochs at which trials are compared: the last one, and before it each a share of the next.
    func rungs(_ epochs: Int) -> [Int] {
        guard let halving else { return Array(Set([max(epochs / 3, 1), epochs])).sorted() }
        var rungs = [epochs]
        while rungs[0] / halving >= 1 { rungs.insert(rungs[0] / halving, at: 0) }
        return rungs
    }
}

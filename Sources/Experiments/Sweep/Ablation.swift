import Foundation

/// What each change to a baseline did to the accuracy on validation, over the seeds that both have.
public struct Ablation: Sendable, Encodable {
    /// Whether a change is beyond noise.
    public enum Verdict: String, Sendable, Encodable {
        /// Above the baseline, with an adjusted p below 0.05.
        case better
        /// Below the baseline, with an adjusted p below 0.05.
        case worse
        /// Neither can be told.
        case withinNoise = "within noise"
        /// A single seed says nothing about noise.
        case unknown = "one seed"
    }

    /// One change to the baseline.
    public struct Row: Sendable, Encodable {
        /// The setting that was changed.
        public let label: String
        /// The accuracies on validation.
        public let accuracy: Sample
        /// The differences to the baseline's run of the same seed.
        public let comparison: PairedComparison
        /// The p value after Holm's correction over all rows; nil for one seed.
        public let adjustedP: Double?
        /// What that means.
        public let verdict: Verdict
    }

    /// The name of this format.
    public let schema = "layerlab.ablation"
    /// The version of this format.
    public let version = 1
    /// The accuracies of the baseline.
    public let baseline: Sample
    /// The changes, in the order asked for.
    public let rows: [Row]

    /// The comparison of the runs that are done; nil where no run of the baseline is.
    ///
    /// - Parameter accuracies: label, seed and accuracy of each run, those of the baseline first.
    public init?(_ accuracies: [(label: String, seed: UInt64, accuracy: Double)]) {
        guard let first = accuracies.first?.label else { return nil }
        var labels: [String] = []
        for run in accuracies where !labels.contains(run.label) { labels.append(run.label) }
        let bySeed = Dictionary(accuracies.filter { $0.label == first }.map { ($0.seed, $0.accuracy) }) { $1 }
        baseline = Sample(accuracies.filter { $0.label == first }.map(\.accuracy))
        let compared = labels.dropFirst().compactMap { label -> (String, Sample, PairedComparison)? in
            let runs = accuracies.filter { $0.label == label }
            let pairs = runs.compactMap { run in bySeed[run.seed].map { (value: run.accuracy, baseline: $0) } }
            return pairs.isEmpty ? nil : (label, Sample(runs.map(\.accuracy)), PairedComparison(pairs))
        }
        // A change with one seed is no comparison, so it does not count among many.
        var adjusted = Holm.adjusted(compared.compactMap(\.2.p))[...]
        rows = compared.map { label, accuracy, comparison in
            let p = comparison.p == nil ? nil : adjusted.popFirst()
            return Row(
                label: label, accuracy: accuracy, comparison: comparison, adjustedP: p,
                verdict: Ablation.verdict(comparison, p))
        }
    }

    private static func verdict(_ comparison: PairedComparison, _ p: Double?) -> Verdict {
        guard let p else { return .unknown }
        guard p < 0.05 else { return .withinNoise }
        return comparison.differences.mean > 0 ? .better : .worse
    }
}

extension RunStore {
    /// The ablation over the runs of a manifest that are done; nil where the baseline has none.
    public func ablation(_ manifest: SweepManifest) throws -> Ablation? {
        let accuracies = Dictionary(uniqueKeysWithValues: try runs(of: manifest.name).map { ($0.id, $0.accuracy) })
        let done = manifest.runs.compactMap { run in
            (accuracies[run.id] ?? nil).map { (label: run.label, seed: run.configuration.seed, accuracy: $0) }
        }
        return done.first?.label == manifest.runs.first?.label ? Ablation(done) : nil
    }

    /// The same of a sweep of the store; nil where it has no baseline with others beside it.
    public func ablation(of sweep: String) throws -> Ablation? {
        let labels = try labels(of: sweep)
        let runs = try runs(of: sweep)
        let done = runs.compactMap { run -> (label: String, seed: UInt64, accuracy: Double)? in
            guard let accuracy = run.accuracy, let seed = run.settings["seed"].flatMap({ UInt64($0) }) else {
                return nil
            }
            return (labels[run.id] ?? "", seed, accuracy)
        }
        guard done.first?.label == SweepSpecification.Cell.baseline else { return nil }
        return Ablation(done).flatMap { $0.rows.isEmpty ? nil : $0 }
    }
}

import Components
import Data
import Foundation
import Platform
import Tensor

/// Several networks that decide together: the mean of their class probabilities.
///
///     P = 1/M * sum_m P_m        (n x K)
///
/// Members may be runs of several seeds, or the networks that one run had at the ends of its cycles, which cost nothing
/// more than the one training (Huang et al. 2017, "Snapshot Ensembles: Train 1, get M for free").
public struct Ensemble: Sendable {
    /// One network and what it says of the samples.
    public struct Member: Sendable {
        /// What it is called: `runs/first`, or `runs/first, step 900`.
        public let name: String
        /// The probabilities of the K classes of each sample (n x K).
        public let probabilities: Matrix<Double>

        /// A member.
        public init(_ name: String, _ probabilities: Matrix<Double>) {
            (self.name, self.probabilities) = (name, probabilities)
        }
    }

    /// The networks; one at least.
    public let members: [Member]
    /// The mean of their probabilities (n x K).
    public let probabilities: Matrix<Double>

    /// An ensemble of members with probabilities of one shape.
    public init(_ members: [Member]) {
        precondition(!members.isEmpty, "An ensemble has one member at least.")
        var sum = members[0].probabilities
        for member in members.dropFirst() { sum.apply(member.probabilities, +) }
        let share = 1 / Double(members.count)
        sum.apply { $0 * share }
        self.members = members
        probabilities = sum
    }

    /// The score of probabilities P (n x K) against the labels: the mean of -log P[i, y_i], and the share of samples
    /// whose most probable class is their own.
    public static func score(_ P: Matrix<Double>, _ labels: [Int32]) -> (loss: Double, accuracy: Double) {
        let losses = labels.enumerated().map { i, y in -log(max(P[i, Int(y)], .leastNormalMagnitude)) }
        let hits = zip(P.largestByRow, labels).count { $0 == $1 }
        let n = Double(max(labels.count, 1))
        return (losses.reduce(0, +) / n, Double(hits) / n)
    }
}

extension RunFolder {
    /// What the networks of this run say of some samples: the kept one, or those of its last snapshots.
    ///
    /// - Parameters:
    ///   - name: what the run is called.
    ///   - configuration: the settings of the run.
    ///   - registry: where the components are looked up.
    ///   - count: how many snapshots at most; nil for the kept network.
    ///   - subset: the samples, as they were read.
    ///   - backend: what computes.
    /// - Throws: ``LabError``: `usage` where snapshots are asked for and there are none, `badData` for samples of another
    ///   kind than the run's.
    public func members(
        _ name: String, _ configuration: RunConfiguration, _ registry: Registry, snapshots count: Int?,
        on subset: Subset, _ backend: Backend
    ) throws -> [Ensemble.Member] {
        guard let count else {
            return [Ensemble.Member(name, try probabilities(configuration, registry, nil, on: subset, backend))]
        }
        let snapshots = snapshots.suffix(count)
        guard !snapshots.isEmpty else {
            throw LabError.usage(
                "The run \(name) has kept no snapshots: train it with --snapshot-every cycle, or leave --snapshots out."
            )
        }
        return try snapshots.map { snapshot in
            Ensemble.Member(
                "\(name), step \(snapshot.step)",
                try probabilities(configuration, registry, snapshot.url, on: subset, backend))
        }
    }

    private func probabilities(
        _ configuration: RunConfiguration, _ registry: Registry, _ model: URL?, on subset: Subset, _ backend: Backend
    ) throws -> Matrix<Double> {
        func read<S: Scalar>(_ type: S.Type) throws -> Matrix<Double> {
            let run = try SavedRun<S>(self, configuration, registry, model: model)
            try run.check(subset.dataset)
            return try run.probabilities(of: subset, on: backend).converted()
        }
        return try read(configuration.scalarType)
    }
}

import Components
import Data
import Foundation
import Platform
import Tensor
import Training

/// One of several runs that are trained in lockstep.
package struct LockstepRun: Sendable {
    let configuration: RunConfiguration
    let folder: RunFolder
    let resumes: Bool

    /// A run in a folder; `resumes` says whether it goes on from the folder's checkpoint.
    package init(_ configuration: RunConfiguration, in folder: RunFolder, resumes: Bool = false) {
        (self.configuration, self.folder, self.resumes) = (configuration, folder, resumes)
    }
}

/// What runs in lockstep tell about one of them.
package enum LockstepEvent: Sendable {
    /// What the run would tell by itself.
    case run(RunEvent)
    /// It is finished, or was stopped.
    case ended(RunSummary)
    /// It diverged; the others go on.
    case failed(LabError)
}

extension RunConfiguration {
    /// What decides about the batches that a training sees; runs with the same text can be trained in lockstep.
    ///
    /// Nil for a run that gains nothing by it or asks for another product, and for plugins, which promise nothing about
    /// several instances at work at once.
    package func sharedBatches(_ registry: Registry) throws -> String? {
        guard plugins.isEmpty, gemm == "auto", try registry.optimizer(optimizer).isPlainDescent else { return nil }
        return [
            dataset, dataDirectory ?? "", validation, normalize, augment, String(batchSize), String(seed),
            String(shuffle), precision,
        ].joined(separator: "\n")
    }
}

extension RunSession {
    /// Trains runs that see the same batches in lockstep; each leaves in its folder what it would leave by itself.
    ///
    /// The results are those of the separate runs to rounding, and do not depend on which runs are together. A summary's
    /// seconds are the run's share of the time.
    /// - Parameters:
    ///   - runs: configurations of one ``RunConfiguration/sharedBatches(_:)`` with the same threads.
    ///   - shouldStop: asked before every step.
    ///   - onEvent: sees the number of a run and its event.
    /// - Throws: ``LabError`` where the data do not suit or a file cannot be written; what `onEvent` throws.
    package static func train(
        together runs: [LockstepRun], _ registry: Registry, on splits: Splits,
        shouldStop: () -> Bool = { Interruption.isRequested },
        onEvent: (_ run: Int, _ event: LockstepEvent) throws -> Void
    ) throws {
        guard let first = runs.first else { return }
        try train(first.configuration.scalarType, runs, registry, splits, shouldStop, onEvent)
    }

    private static func train<S: Scalar>(
        _ type: S.Type, _ runs: [LockstepRun], _ registry: Registry, _ splits: Splits, _ shouldStop: () -> Bool,
        _ onEvent: (Int, LockstepEvent) throws -> Void
    ) throws {
        var active: [Int: ActiveRun<S>] = [:]
        var data: PreparedData?
        for (i, run) in runs.enumerated() {
            do {
                let one = try ActiveRun<S>(
                    run.configuration, RunComponents(run.configuration, registry), splits, run.folder,
                    resumes: run.resumes, sharing: data
                ) { progress in
                    try Interruption.check()
                    try onEvent(i, .run(.preparing(progress)))
                }
                data = one.data
                if let summary = one.finishedBefore {
                    try onEvent(i, .ended(summary))
                } else {
                    try onEvent(i, .run(.prepared(one.preparation)))
                    active[i] = one
                }
            } catch let error as LabError where error.kind != .interrupted {
                // What is wrong with one, such as a damaged checkpoint, is not wrong with the others.
                try onEvent(i, .failed(error))
            }
        }
        // Those that a kill has left at another step take their way among themselves.
        let groups = Dictionary(grouping: active.keys) { active[$0]!.trainer.step }
        for (_, numbers) in groups.sorted(by: { $0.key < $1.key }) {
            var population = LockstepGroup(numbers.sorted(), active)
            try population.train(shouldStop, onEvent)
        }
    }
}

/// Runs at the same step, under way together.
private struct LockstepGroup<S: Scalar> {
    private let numbers: [Int]
    private var active: [Int: ActiveRun<S>]
    /// The share of each run in the time, up to the moment when the last one left.
    private var shares: [Int: Duration] = [:]
    private var lastChange = ContinuousClock.now

    /// The runs of these numbers, out of all.
    init(_ numbers: [Int], _ all: [Int: ActiveRun<S>]) {
        self.numbers = numbers
        active = all.filter { numbers.contains($0.key) }
    }

    /// Trains to the end of every run or to a stop.
    mutating func train(_ shouldStop: () -> Bool, _ onEvent: (Int, LockstepEvent) throws -> Void) throws {
        let runs = numbers.compactMap { active[$0] }
        let population = try PopulationTrainer(runs.map(\.trainer), backend: runs[0].data.backend)
        _ = try population.run(shouldStop: shouldStop) { member, event in
            let number = numbers[member]
            switch event {
            case .training(let event): try active[number]?.take(event) { try onEvent(number, .run($0)) }
            case .finished: try end(number, onEvent)
            case .failed(let error):
                _ = leave(number)
                try onEvent(number, .failed(error))
            }
        }
        for number in numbers { try end(number, onEvent) }
    }

    private mutating func end(_ number: Int, _ onEvent: (Int, LockstepEvent) throws -> Void) throws {
        guard let run = leave(number) else { return }
        try onEvent(number, .ended(run.end(after: shares[number] ?? .zero, gemm: "lockstep")))
    }

    /// Lets a run go; the time since someone left was that of all who were there.
    private mutating func leave(_ number: Int) -> ActiveRun<S>? {
        let now = ContinuousClock.now
        for other in active.keys { shares[other, default: .zero] += lastChange.duration(to: now) / active.count }
        lastChange = now
        return active.removeValue(forKey: number)
    }
}

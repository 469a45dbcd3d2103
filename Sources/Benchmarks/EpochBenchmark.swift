import Components
import Data
import Experiments
import Network
import Platform
import Tensor
import Training

/// The seconds that a training epoch and an evaluation take, in a training as `train` does it.
package struct EpochBenchmark: Sendable, Codable {
    /// Seconds of each training epoch after the first, updates and shuffling included, evaluations not.
    package let epochs: Measurement
    /// Seconds of each evaluation of the training and the validation samples.
    package let evaluations: Measurement
    /// The share of test samples that are right at the end.
    package let testAccuracy: Double
    /// The mean loss of the training samples at the end, in inference.
    package let finalLoss: Double
    /// Floating-point operations of the matrix products of an epoch.
    package let operationsPerEpoch: Double
    /// Floating-point operations of the matrix products of an evaluation.
    package let operationsPerEvaluation: Double
    /// What the machine can do.
    package let roofline: Roofline

    /// Trains one epoch that is not counted and then so many.
    ///
    /// - Parameter progress: told the step and how many there are.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package init(
        _ configuration: RunConfiguration, _ registry: Registry, epochs count: Int,
        progress: (_ step: Int, _ of: Int) -> Void
    ) async throws {
        let components = try RunComponents(configuration, registry)
        let splits = try await DataLibrary.load(configuration.dataRequest)
        let prepared = try PreparedTraining<Float>(configuration, components, splits) { plan in
            plan.steps = (count + 1) * plan.stepsPerEpoch(samples: splits.training.count)
            plan.evalEvery = nil
            return nil
        }
        let trainer = prepared.trainer
        var stopwatch = Stopwatch()
        var lastLoss = 0.0
        let isWhole = try trainer.run(shouldStop: { Interruption.isRequested }) { event in
            switch event {
            case .step(let step, _, _):
                if step % trainer.stepsPerEpoch == 0 { stopwatch.endEpoch() }
                progress(step, trainer.plan.steps)
            case .evaluation(let row):
                stopwatch.endEvaluation()
                lastLoss = row.training.loss
            case .snapshot, .warning, .statistics: break
            }
        }
        guard isWhole else { throw LabError(.interrupted, "Interrupted.") }
        epochs = Measurement(Array(stopwatch.epochs.dropFirst()))
        evaluations = Measurement(Array(stopwatch.evaluations.dropFirst()))
        finalLoss = lastLoss
        let evaluator = Evaluator(trainer.network, batchSize: configuration.evalBatchSize, on: prepared.backend)
        let normalizer = prepared.model.normalizer
        let test = try normalizer.prepared(splits.test, on: prepared.backend)
        testAccuracy =
            evaluator.metrics(trainer.network, on: test, reader: BatchReader(normalizer), lambda: 0).accuracy
        let samples = Double(trainer.stepsPerEpoch * trainer.plan.batchSize)
        operationsPerEpoch = samples * trainer.network.operationsPerSample(isTraining: true)
        operationsPerEvaluation =
            Double(splits.training.count + splits.validation.count)
            * trainer.network.operationsPerSample(isTraining: false)
        roofline = try Roofline(threads: configuration.threads)
    }

    /// Seconds of the median epoch by the seconds that its products would take at the peak of the machine.
    package var epochsByRoofline: Double { epochs.median / roofline.seconds(operations: operationsPerEpoch) }

    /// The same for an evaluation.
    package var evaluationsByRoofline: Double {
        evaluations.median / roofline.seconds(operations: operationsPerEvaluation)
    }
}

/// Takes the times between the ends of epochs and of evaluations.
private struct Stopwatch {
    private(set) var epochs: [Double] = []
    private(set) var evaluations: [Double] = []
    private var last = ContinuousClock.now

    mutating func endEpoch() { epochs.append(lap()) }

    mutating func endEvaluation() { evaluations.append(lap()) }

    private mutating func lap() -> Double {
        let now = ContinuousClock.now
        defer { last = now }
        return last.duration(to: now) / .seconds(1)
    }
}

extension Network {
    /// Floating-point operations of the matrix products for one sample: forward 2 d m for each W of m x d, backward the
    /// same for dW, and again for dX in all layers but the first.
    func operationsPerSample(isTraining: Bool) -> Double {
        let weights = layers.compactMap { ($0 as? Linear<S>)?.W.value.count }.map { Double($0) }
        let forward = 2 * weights.reduce(0, +)
        return isTraining ? 3 * forward - 2 * (weights.first ?? 0) : forward
    }
}

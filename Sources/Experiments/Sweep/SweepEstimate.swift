import Components
import Data
import Foundation
import Network
import Tensor
import Training

/// How long the runs of a sweep will take, from a few steps of the first one.
public struct SweepEstimate: Sendable {
    private let loading: Double
    private let step: Double
    private let evaluation: Double
    private let inputs: Int
    private let classes: Int
    private let samples: Int
    private let batchSize: Int
    private let work: Double

    /// Times the first steps of a run.
    ///
    /// - Throws: ``LabError`` where its data cannot be read.
    public init(_ configuration: RunConfiguration, threads: Int, registry: Registry) async throws {
        var configuration = configuration
        configuration.threads = threads
        let start = ContinuousClock.now
        let components = try RunComponents(configuration, registry)
        let splits = try await DataLibrary.load(configuration.dataRequest)
        (self.inputs, classes) = (splits.training.dataset.dimensions, splits.training.dataset.classCount)
        (samples, batchSize) = (splits.training.count, configuration.batchSize)
        work = try SweepEstimate.work(configuration, components, inputs, classes)
        (loading, step, evaluation) = try SweepEstimate.time(configuration, components, splits, since: start)
    }

    /// Seconds of loading, of a step and of an evaluation.
    private static func time(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits,
        since start: ContinuousClock.Instant
    ) throws -> (loading: Double, step: Double, evaluation: Double) {
        let prepared = try PreparedTraining<Float>(configuration, components, splits) { plan in
            plan.steps = min(plan.steps, 50)
            return nil
        }
        var moments = [ContinuousClock.now]
        var steps = 0
        _ = try prepared.trainer.run(shouldStop: { false }) { event in
            if case .step = event { steps += 1 }
            if case .evaluation = event { moments.append(.now) }
        }
        let loading = start.duration(to: moments[0]) / .seconds(1)
        let evaluation = moments[0].duration(to: moments[1]) / .seconds(1)
        let rest = moments[1].duration(to: moments[moments.count - 1]) / .seconds(1)
        let training = rest - evaluation * Double(moments.count - 2)
        return (loading, max(training, 0.1 * rest) / Double(max(steps, 1)), evaluation)
    }

    /// Seconds of one run; a step and an evaluation are scaled by the weights, a step by its batch as well.
    public func seconds(_ configuration: RunConfiguration, _ registry: Registry) throws -> Double {
        let components = try RunComponents(configuration, registry)
        let plan = try components.plan(samples: samples)
        let ratio = try SweepEstimate.work(configuration, components, inputs, classes) / work
        let weights = ratio * Double(batchSize) / Double(configuration.batchSize)
        let evaluations = 1 + plan.steps / max(plan.evalEvery ?? plan.stepsPerEpoch(samples: samples), 1)
        return loading + step * ratio * Double(plan.steps) + evaluation * weights * Double(evaluations)
    }

    private static func work(
        _ configuration: RunConfiguration, _ components: RunComponents, _ inputs: Int, _ classes: Int
    ) throws -> Double {
        try components.network(inputs: inputs, classes: classes).weightCount * Double(configuration.batchSize)
    }
}

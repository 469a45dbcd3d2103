import Components
import Data
import Experiments
import Network
import Platform
import Tensor
import Training

/// The time of a step of a population trained in lockstep, a member, beside the step of a run by itself.
package struct PopulationBenchmark: Sendable, Codable {
    /// Members, which differ in lambda.
    package let members: Int
    /// Steps in each measurement.
    package let steps: Int
    /// Updates in one epoch.
    package let stepsPerEpoch: Int
    /// Seconds of a step of the population, by its members.
    package let secondsPerMember: Measurement
    /// Seconds of a step of one member alone.
    package let secondsAlone: Measurement
    /// Floating-point operations of the matrix products of a member's step.
    package let operations: Double
    /// What the machine can do.
    package let roofline: Roofline

    /// Trains a population and a single run by turns, so many steps at a time; the first turn is not counted.
    ///
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package init(
        _ configuration: RunConfiguration, _ registry: Registry, members count: Int, steps: Int = 100, repeats: Int
    ) async throws {
        let splits = try await DataLibrary.load(configuration.dataRequest)
        let backend = try configuration.backend()
        let lambdas = (0..<count).map { configuration.lambda * Double($0 + 1) / Double(count) }
        func trainer(_ lambda: Double) throws -> Trainer<Float> {
            let components = try RunComponents(configuration, registry)
            return try PreparedTraining<Float>(configuration, components, splits) { plan in
                plan.lambda = lambda
                plan.steps = (repeats + 1) * steps
                plan.evalEvery = .max
                return nil
            }.trainer
        }
        let population = try PopulationTrainer(try lambdas.map(trainer), backend: backend)
        let alone = try trainer(configuration.lambda)
        var (together, single) = ([Double](), [Double]())
        for turn in 0...repeats {
            let last = turn * steps + steps
            let a = try Self.seconds(last) { stop in
                try population.run(shouldStop: { stop(population.trainers[0].step) }) { _, event in
                    if case .failed(let error) = event { throw error }
                }
            }
            let b = try Self.seconds(last) { stop in
                try alone.run(shouldStop: { stop(alone.step) }, onEvent: { _ in })
            }
            guard turn > 0 else { continue }
            together.append(a / Double(steps - 2) / Double(count))
            single.append(b / Double(steps - 2))
        }
        members = count
        self.steps = steps
        stepsPerEpoch = alone.stepsPerEpoch
        secondsPerMember = Measurement(together)
        secondsAlone = Measurement(single)
        operations =
            Double(configuration.batchSize) * alone.network.operationsPerSample(isTraining: true)
        roofline = try Roofline(threads: configuration.threads)
    }

    /// The time of a member's step by what its products would take at the peak of the machine.
    package var memberByRoofline: Double { secondsPerMember.median / roofline.seconds(operations: operations) }
    /// The same for a run by itself.
    package var aloneByRoofline: Double { secondsAlone.median / roofline.seconds(operations: operations) }

    /// The time from the second step of a turn to the one before its last, so that what a turn begins and ends with,
    /// the evaluations and the packing of weights, does not count.
    private static func seconds(_ last: Int, _ run: (_ shouldStop: (Int) -> Bool) throws -> Bool) throws -> Double {
        var (start, end): (ContinuousClock.Instant?, ContinuousClock.Instant?)
        var first: Int?
        _ = try run { step in
            first = first ?? step
            if step == first! + 1 { start = .now }
            if step == last - 1 { end = .now }
            return step >= last - 1
        }
        try Interruption.check()
        return start!.duration(to: end!) / .seconds(1)
    }
}

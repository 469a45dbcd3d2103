import Components
import Data
import Network
import Platform
import Tensor
import Training

/// The learning-rate range test of a configuration.
public enum RateTest {
    /// Trains a fresh network with growing rates; its schedule and its length are not used.
    public static func run(
        _ configuration: RunConfiguration, _ registry: Registry, _ finder: LearningRateFinder
    ) async throws -> LearningRateFinder {
        let components = try RunComponents(configuration, registry)
        let splits = try await DataLibrary.load(configuration.dataRequest)
        let run = try PreparedTraining<Float>(configuration, components, splits) { plan in
            plan.steps = finder.steps
            plan.evalEvery = finder.steps
            return finder.schedule
        }
        return try run.test(finder)
    }
}

extension PreparedTraining {
    /// Records each step until the loss explodes; rates that make it infinite end the test as well.
    fileprivate func test(_ finder: LearningRateFinder) throws -> LearningRateFinder {
        var finder = finder
        var goesOn = true
        do {
            _ = try trainer.run(shouldStop: { !goesOn || Interruption.isRequested }) { event in
                if case .step(_, let eta, let loss) = event { goesOn = finder.record(eta: eta, loss: loss) }
            }
        } catch let error as LabError where error.kind == .diverged {}
        try Interruption.check()
        return finder
    }
}

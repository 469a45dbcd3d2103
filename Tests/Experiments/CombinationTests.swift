import Components
import Data
import Experiments
import Standard
import Testing
import Training

/// Every part that a student can choose, in short trainings on a few generated images.
@Suite struct CombinationTests {
    private static func names(_ kind: ComponentKind) -> [String] {
        Standard.components.map { $0.info }.filter { $0.kind == kind }.map(\.name)
    }

    private static let base = {
        var base = RunConfiguration()
        (base.dataset, base.validation, base.hidden, base.batchSize, base.threads) = (
            "shapes:train=220,test=10", "20", [10, 8], 20, 1
        )
        (base.steps, base.evalEvery, base.lambda) = (50, 50, 1e-4)
        return base
    }()

    /// The images, generated once for all.
    private static let splits = Task { try await DataLibrary.load(base.dataRequest) }

    /// A schedule at a rate that suits 3072 inputs without batch norm as well.
    private static func gentle(_ name: String) -> String {
        let info = Standard.components.map { $0.info }.first { $0.kind == .schedule && $0.name == name }
        let rate = info?.parameters.first { ["eta", "eta_max"].contains($0.name) }
        let step = info?.parameters.contains { $0.name == "step_size" } == true ? ",step_size=25" : ""
        return rate.map { "\(name):\($0.name)=0.02\(step)" } ?? name
    }

    /// Trains for fifty steps; the loss on the training samples must stay finite and fall.
    private func expectFallingLoss(_ change: (inout RunConfiguration) -> Void) async throws {
        var configuration = Self.base
        configuration.schedule = Self.gentle("constant")
        change(&configuration)
        let registry = try Standard.registry()
        let resolved = try configuration.resolved(with: registry)
        let components = try RunComponents(resolved, registry)
        let trainer = try PreparedTraining<Float>(resolved, components, try await Self.splits.value).trainer
        var losses: [Double] = []
        _ = try trainer.run { if case .evaluation(let row) = $0 { losses.append(row.training.loss) } }
        #expect(
            losses.count == 2 && losses.allSatisfy(\.isFinite) && losses[1] < losses[0],
            "\(losses): \(resolved.activation), \(resolved.batchNorm), \(resolved.augment), \(resolved.schedule)")
    }

    /// Every activation with every placement under every schedule, each time with another augmentation.
    @Test(arguments: Array(names(.activation).enumerated()), Array(names(.placement).enumerated()))
    func everyActivationAndPlacementLearns(activation: (Int, String), placement: (Int, String)) async throws {
        let augmentations = Self.names(.augmentation)
        for (number, schedule) in Self.names(.schedule).enumerated() {
            let turn = activation.0 + placement.0 + number
            try await expectFallingLoss {
                ($0.activation, $0.batchNorm) = (activation.1, placement.1)
                ($0.augment, $0.schedule) = (augmentations[turn % augmentations.count], Self.gentle(schedule))
            }
        }
    }

    @Test(arguments: names(.augmentation)) func everyAugmentationLearns(name: String) async throws {
        try await expectFallingLoss { $0.augment = name }
    }

    @Test(arguments: names(.schedule)) func everyScheduleLearns(name: String) async throws {
        try await expectFallingLoss { $0.schedule = Self.gentle(name) }
    }

    @Test(arguments: names(.initializer)) func everyInitializerLearns(name: String) async throws {
        try await expectFallingLoss { $0.initializer = name }
    }

    @Test(arguments: names(.optimizer)) func everyOptimizerLearns(name: String) async throws {
        try await expectFallingLoss {
            $0.optimizer = name
            // Those that divide by the size of the gradient take steps of the size of the rate.
            if name != "sgd" { $0.schedule = "constant:eta=0.003" }
        }
    }

    @Test(arguments: names(.loss) + ["cross_entropy:smoothing=0.1"]) func everyLossLearns(name: String) async throws {
        try await expectFallingLoss { $0.loss = name }
    }

    @Test func everythingTogetherLearns() async throws {
        try await expectFallingLoss {
            ($0.dropout, $0.inputDropout, $0.loss) = (0.2, 0.1, "cross_entropy:smoothing=0.1")
            ($0.optimizer, $0.schedule) = ("adamw", "constant:eta=0.003")
            $0.augment = "horizontal_flip+translate:pixels=2+mixup+gaussian_noise:fraction=0.1"
        }
    }
}

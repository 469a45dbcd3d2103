import Components
import Data
import Network
import Standard
import Tensor
import TestSupport
import Training

/// A small training: 8x8 images whose class shows in their brightness, with batch norm, noise and momentum.
struct SmallTraining {
    var threads = 1
    var plan = TrainingPlan(steps: 40, batchSize: 32, evalEvery: 25, evalBatchSize: 50, lambda: 0.01, seed: testSeed)
    var placement = "before"
    var initializer = "he"
    var schedule = "constant:eta=0.05"
    var augmentation = "gaussian_noise:fraction=0.1"
    var optimizer = "momentum"
    var gemm = "auto"
    var isFused = true
    var dropout = 0.0
    var inputDropout = 0.0
    var loss = "cross_entropy"
    var hidden = [16, 12]
    var samples = 300

    func splits() -> Splits { .small(samples, ImageShape(channels: 1, height: 8, width: 8)) }

    func trainer<S: Scalar>(_ type: S.Type = S.self) throws -> Trainer<S> {
        let registry = try Standard.registry()
        let splits = splits()
        let network = Network<S>(
            NetworkDescription(
                inputs: 64, hidden: hidden, classes: 3, activation: try registry.activation("relu"),
                placement: try registry.placement(placement), initializer: try registry.initializer(initializer),
                seed: plan.seed, dropout: dropout, inputDropout: inputDropout, isFused: isFused))
        return try Trainer(
            network, on: splits,
            reader: BatchReader(Normalizer(standardizing: splits.training)),
            optimizer: try registry.optimizer(optimizer), schedule: try registry.schedule(schedule),
            augmentation: try registry.augmentation(augmentation), loss: try registry.loss(loss), plan: plan,
            backend: Backend(threads: threads, gemm: gemm))
    }
}

extension Splits {
    /// Images of three classes, each brighter than the one before it.
    static func small(_ samples: Int, _ shape: ImageShape) -> Splits {
        func subset(_ count: Int, _ position: Int) -> Subset {
            var random = Random.forTest(position)
            let labels = (0..<count).map { _ in Int32(random.integer(below: 3)) }
            let pixels = labels.flatMap { label in
                (0..<shape.dimensions).map { _ in UInt8(random.integer(below: 120) + 40 * Int(label)) }
            }
            return Subset(
                Dataset(
                    name: "small", features: .bytes(pixels), labels: labels, classNames: ["a", "b", "c"],
                    dimensions: shape.dimensions, imageShape: shape))
        }
        return Splits(training: subset(samples, 1), validation: subset(60, 2), test: subset(60, 3), checksum: "none")
    }
}

extension Trainer {
    /// Every bit of the state.
    var state: [[S]] {
        network.parameters.map(\.value.entries) + network.buffers.map(\.value.entries)
            + optimizerState.flatMap { $0.map(\.entries) }
    }
}

import Components
import Data
import Network
import Platform
import Tensor
import Verification

/// One batch and the network that a configuration describes, in both precisions at the same point.
struct GradientSample {
    private let description: NetworkDescription
    private let X: Matrix<Float>
    private let targets: Targets<Float>
    private let configuration: RunConfiguration
    private let backend: Backend

    init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits, dimensions: Int? = nil,
        normalizer: Normalizer? = nil, observer: PreparationObserver = { _ in try Interruption.check() }
    ) throws {
        let dataset = splits.training.dataset
        try components.augmentation.check(shape: dataset.imageShape)
        _ = try components.plan(samples: splits.training.count)
        if let dimensions, !(1...dataset.dimensions).contains(dimensions) {
            throw LabError.usage(
                "--dimensions is \(dimensions), but the samples have \(dataset.dimensions): choose 1 ... \(dataset.dimensions)."
            )
        }
        backend = try configuration.backend()
        let normalizer =
            try normalizer
            ?? Normalizer(
                components.preprocessing.transform, fittedTo: splits.training, on: backend, observer: observer)
        var random = Random(seed: configuration.seed, purpose: .order, position: 0)
        let positions = random.permutation(splits.training.count).prefix(configuration.batchSize)
            .map { splits.training.positions[Int($0)] }
        let batch = try normalizer.prepared(Subset(dataset, positions), on: backend)
        var X = Matrix<Float>(rows: 0, columns: dataset.dimensions)
        BatchReader<Float>(normalizer).read(batch.positions[...], of: batch.dataset, into: &X, on: backend)
        var noise = Random(seed: configuration.seed, purpose: .augmentation, position: 0)
        var targets = Targets<Float>(splits.training.labels(positions[...]), classes: dataset.classCount)
        components.augmentation.apply(to: &X, &targets, shape: dataset.imageShape, using: &noise, on: backend)
        components.loss.prepare(&targets)
        self.X = dimensions.map { X.keepingColumns($0) } ?? X
        self.targets = targets
        description = try components.network(inputs: self.X.columns, classes: dataset.classCount)
        self.configuration = configuration
    }

    /// The checker in double with the gradients that are to be checked.
    func analytic(_ fault: Fault?) throws -> (checker: GradientChecker<Double>, gradients: [Matrix<Double>]) {
        let checker = checker(Double.self)
        return (
            checker,
            try fault.map { try TeachingBackward(checker, fault: $0).gradients() } ?? checker.analyticGradients()
        )
    }

    /// The network in one precision, its parameters being those of float, with the batch.
    func checker<S: Scalar>(_ type: S.Type) -> GradientChecker<S> {
        let start = Network<Float>(description)
        start.perturb(seed: configuration.seed)
        let network = Network<S>(description)
        network.assign(start)
        return GradientChecker(
            network, X.converted(), targets.converted(), lambda: configuration.lambda, on: backend)
    }
}

extension Matrix {
    /// So many of the columns, evenly spread.
    fileprivate func keepingColumns(_ kept: Int) -> Matrix {
        let chosen = (0..<kept).map { $0 * columns / kept }
        return Matrix(rows: rows, columns: kept, (0..<rows).flatMap { i in chosen.map { self[i, $0] } })
    }
}

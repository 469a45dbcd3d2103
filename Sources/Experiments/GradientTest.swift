import Components
import Data
import Network
import Platform
import Tensor
import Training
import Verification

/// The gradient check of a configuration, on a batch of its training data.
public struct GradientTest: Sendable {
    /// How gradients are compared.
    public var check: GradientCheck
    /// How many input dimensions are kept, evenly spread; nil for all.
    public var dimensions: Int?
    /// A mistake to put into the backward pass; nil to check the one that training uses.
    public var fault: Fault?

    /// A test; see the properties.
    public init(_ check: GradientCheck, dimensions: Int? = nil, fault: Fault? = nil) {
        self.check = check
        self.dimensions = dimensions
        self.fault = fault
    }

    /// Checks the gradients in double, and those in float against them.
    ///
    /// - Parameter progress: told how many of how many tensors are done.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    public func run(
        _ configuration: RunConfiguration, _ registry: Registry, progress: (_ done: Int, _ of: Int) -> Void
    ) async throws -> GradientReport {
        let sample = try await sample(configuration, registry)
        let (checker, gradients) = try sample.analytic(fault)
        var report = try checker.report(check, of: gradients) { done in
            progress(done, gradients.count)
            try Interruption.check()
        }
        if fault == nil {
            report.compare(float: sample.checker(Float.self).analyticGradients(), with: gradients)
        }
        return report
    }

    /// The error over the step h for every method in double, and for centered differences in float.
    ///
    /// - Parameter progress: told how many of how many curves are done.
    public func errorsByStep(
        _ configuration: RunConfiguration, _ registry: Registry, progress: (_ done: Int, _ of: Int) -> Void
    ) async throws -> [StepSweep] {
        let sample = try await sample(configuration, registry)
        let (checker, gradients) = try sample.analytic(fault)
        let methods = GradientCheck.Method.allCases
        var sweeps: [StepSweep] = []
        for method in methods {
            progress(sweeps.count, methods.count + 1)
            sweeps.append(try StepSweep("\(method.rawValue), double", checker, gradients, method, check))
        }
        progress(methods.count, methods.count + 1)
        let float = sample.checker(Float.self)
        return sweeps + [try StepSweep("centered, float", float, gradients, .centered, check)]
    }
}

extension GradientTest {
    private func sample(_ configuration: RunConfiguration, _ registry: Registry) async throws -> GradientSample {
        let components = try RunComponents(configuration, registry)
        let splits = try await DataLibrary.load(configuration.dataRequest)
        return try GradientSample(configuration, components, splits, dimensions: dimensions)
    }
}

/// One batch and the network that a configuration describes, in both precisions at the same point.
struct GradientSample {
    private let description: NetworkDescription
    private let X: Matrix<Float>
    private let labels: [Int32]
    private let configuration: RunConfiguration
    private let backend: Backend

    init(
        _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits, dimensions: Int? = nil
    ) throws {
        let dataset = splits.training.dataset
        try components.augmentation.check(shape: dataset.imageShape)
        _ = try components.plan(samples: splits.training.count)
        if let dimensions, !(1...dataset.dimensions).contains(dimensions) {
            throw LabError.usage(
                "--dimensions is \(dimensions), but the samples have \(dataset.dimensions): choose 1 ... \(dataset.dimensions)."
            )
        }
        let normalizer = try Normalizer(configuration.normalization(), fittedTo: splits.training)
        backend = try Backend(threads: configuration.threads, gemm: configuration.gemm)
        var random = Random(seed: configuration.seed, purpose: .order, position: 0)
        let positions = random.permutation(splits.training.count).prefix(configuration.batchSize)
            .map { splits.training.positions[Int($0)] }
        var X = Matrix<Float>(rows: 0, columns: dataset.dimensions)
        BatchReader<Float>(normalizer).read(positions[...], of: dataset, into: &X, on: backend)
        var noise = Random(seed: configuration.seed, purpose: .augmentation, position: 0)
        components.augmentation.apply(to: &X, shape: dataset.imageShape, using: &noise)
        self.X = dimensions.map { X.keepingColumns($0) } ?? X
        labels = splits.training.labels(positions[...])
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
        return GradientChecker(network, X.converted(), labels: labels, lambda: configuration.lambda, on: backend)
    }
}

extension Matrix {
    /// So many of the columns, evenly spread.
    fileprivate func keepingColumns(_ kept: Int) -> Matrix {
        let chosen = (0..<kept).map { $0 * columns / kept }
        return Matrix(rows: rows, columns: kept, (0..<rows).flatMap { i in chosen.map { self[i, $0] } })
    }
}

import Components
import Network
import Platform
import Tensor

/// The gradient check over every registered activation, placement and a choice of depths, on random data.
///
/// The networks are small, so that all of their entries can be looked at; plugins are in the registry and so take part.
public struct GradientSurvey: Sendable {
    /// What came of one network.
    public struct Case: Sendable, Codable, Equatable {
        /// The registry name of the activation.
        public let activation: String
        /// The registry name of the placement.
        public let placement: String
        /// Linear layers.
        public let depth: Int
        /// The worst of its tensors' best relative errors.
        public let worstRelative: Double
        /// The tensor that it belongs to.
        public let worstTensor: String
        /// Entries that were left out at some step as a unit crossed a kink, at the step with the most of them.
        public let kinks: Int
        /// The largest deviation of its float gradients.
        public let floatDeviation: Double
        /// Whether double and float passed.
        public let passed: Bool
    }

    /// The depths that are checked.
    public static let depths = [2, 3, 4, 9]

    private let registry: Registry
    private let check: GradientCheck
    private let augmentation: String
    private let lambda: Double
    private let initializer: String
    private static let widths = [10, 9, 8, 8, 7, 7, 6, 6]
    private static let shape = ImageShape(channels: 1, height: 4, width: 4)
    private static let classes = 5
    private static let batch = 16

    /// A survey.
    ///
    /// - Parameters:
    ///   - registry: where the components are looked up.
    ///   - check: how analytic and numeric gradients are compared.
    ///   - augmentation: what changes the batch before it is checked; `none` leaves it.
    ///   - lambda: the factor of the L2 term.
    ///   - initializer: how the weights start.
    public init(
        _ registry: Registry, _ check: GradientCheck, augmentation: String = "none", lambda: Double = 0.01,
        initializer: String = "he"
    ) {
        self.initializer = initializer
        self.registry = registry
        self.check = check
        self.augmentation = augmentation
        self.lambda = lambda
    }

    /// Checks every combination; what `progress` throws ends the survey.
    public func run(progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }) throws -> [Case] {
        let combinations = registry.names(.activation).flatMap { activation in
            registry.names(.placement).flatMap { placement in
                GradientSurvey.depths.map { (activation, placement, $0) }
            }
        }
        return try combinations.enumerated().map { done, combination in
            try progress(done, combinations.count)
            return try run(combination.0, combination.1, depth: combination.2)
        }
    }

    /// Checks one combination.
    ///
    /// - Throws: ``LabError``: `usage` for an unknown name, `badData` where a plugin has failed.
    public func run(_ activation: String, _ placement: String, depth: Int) throws -> Case {
        let description = NetworkDescription(
            inputs: GradientSurvey.shape.dimensions, hidden: Array(GradientSurvey.widths.prefix(depth - 1)),
            classes: GradientSurvey.classes, activation: try registry.activation(activation),
            placement: try registry.placement(placement), initializer: try registry.initializer(initializer),
            seed: check.seed)
        let start = Network<Float>(description)
        start.perturb(seed: check.seed)
        let batch = try batch()
        func checker<S: Scalar>(_ type: S.Type) throws -> GradientChecker<S> {
            let network = Network<S>(description)
            network.assign(start)
            return GradientChecker(
                network, batch.X.converted(), batch.targets.converted(), lambda: lambda, on: try Backend())
        }
        let double = try checker(Double.self)
        let gradients = double.analyticGradients()
        var report = double.report(check, of: gradients)
        report.compare(float: try checker(Float.self).analyticGradients(), with: gradients)
        try registry.fault.check()
        return summary(report, activation, placement, depth)
    }

    private func batch() throws -> (X: Matrix<Float>, targets: Targets<Float>) {
        let augmentation = try registry.augmentation(augmentation)
        try augmentation.check(shape: GradientSurvey.shape)
        var random = Random(seed: check.seed, purpose: .check, position: -1)
        var X = Matrix<Float>(rows: GradientSurvey.batch, columns: GradientSurvey.shape.dimensions)
        X.addNormal(deviation: 1, using: &random)
        let labels = (0..<GradientSurvey.batch).map { _ in Int32(random.integer(below: GradientSurvey.classes)) }
        var targets = Targets<Float>(labels, classes: GradientSurvey.classes)
        augmentation.apply(to: &X, &targets, shape: GradientSurvey.shape, using: &random, on: try Backend())
        return (X, targets)
    }

    private func summary(_ report: GradientReport, _ activation: String, _ placement: String, _ depth: Int) -> Case {
        Case(
            activation: activation, placement: placement, depth: depth,
            worstRelative: report.worst?.best.worstRelative ?? 0, worstTensor: report.worst?.name ?? "",
            kinks: report.tensors.reduce(0) { $0 + ($1.steps.map(\.kinks).max() ?? 0) },
            floatDeviation: report.tensors.compactMap(\.floatDeviation).max() ?? 0, passed: report.passed)
    }
}

import Components
import Network
import Standard
import Tensor
import TestSupport
import Verification

/// A network of standard components for 7 inputs and 4 classes, with a random batch.
struct SmallNetwork {
    var hidden = [6, 5]
    var activation = "relu"
    var placement = "before"
    var lambda = 0.0
    var isFused = true
    var batch = 16
    var dropout = 0.0
    var inputDropout = 0.0
    var loss = "cross_entropy"
    var augmentation = "none"

    /// The names of a kind among the built-in components.
    static func names(_ kind: ComponentKind) -> [String] {
        Standard.components.map { $0.info }.filter { $0.kind == kind }.map(\.name)
    }

    func network<S: Scalar>(_ type: S.Type = S.self) throws -> Network<S> {
        let registry = try Standard.registry()
        let network = Network<S>(
            NetworkDescription(
                inputs: 7, hidden: hidden, classes: 4, activation: try registry.activation(activation),
                placement: try registry.placement(placement), initializer: try registry.initializer("he"),
                seed: testSeed, dropout: dropout, inputDropout: inputDropout, isFused: isFused))
        network.perturb(seed: testSeed)
        return network
    }

    func checker<S: Scalar>(_ type: S.Type = S.self) throws -> GradientChecker<S> {
        var random = Random.forTest()
        var X = Matrix<Double>.random(batch, 7, using: &random)
        var targets = Targets<Double>((0..<batch).map { _ in Int32(random.integer(below: 4)) }, classes: 4)
        let (registry, backend) = (try Standard.registry(), try Backend())
        try registry.augmentation(augmentation).apply(to: &X, &targets, shape: nil, using: &random, on: backend)
        try registry.loss(loss).prepare(&targets)
        return GradientChecker(try network(), X.converted(), targets.converted(), lambda: lambda, on: backend)
    }
}

import Components
import Network
import Standard
import Tensor
import TestSupport
import Testing

/// A network of standard components for 7 inputs and 4 classes.
private func description(
    hidden: [Int] = [6, 5], activation: String = "relu", placement: String = "before", isFused: Bool = true
) throws -> NetworkDescription {
    let registry = try Standard.registry()
    return NetworkDescription(
        inputs: 7, hidden: hidden, classes: 4, activation: try registry.activation(activation),
        placement: try registry.placement(placement), initializer: try registry.initializer("he"), seed: testSeed,
        isFused: isFused)
}

/// A random batch of n samples for such a network.
private func batch<S: Scalar>(_ n: Int) -> (X: Matrix<S>, labels: [Int32]) {
    var random = Random.forTest()
    let X = Matrix<S>.random(n, 7, using: &random)
    return (X, (0..<n).map { _ in Int32(random.integer(below: 4)) })
}

@Suite struct NetworkTests {
    let backend: Backend

    init() throws { backend = try Backend() }

    @Test(arguments: [[], [6], [6, 5], [9, 8, 7, 6, 5, 5, 5, 5]])
    func hasALinearLayerMoreThanHiddenSizes(hidden: [Int]) throws {
        let network = Network<Float>(try description(hidden: hidden, placement: "none"))
        let widths = [7] + hidden + [4]
        let expected = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
        #expect(network.parameterCount == expected)
        #expect(network.parameters.first?.name == "layer1.W")
        #expect(network.parameters.last?.name == "layer\(hidden.count + 1).b")
    }

    @Test(arguments: ["before", "after"])
    func withoutAffineOnlyWeightsAndBiasesAreLearned(placement: String) throws {
        let network = Network<Float>(try description(placement: "\(placement):affine=false"))
        #expect(network.parameters.allSatisfy { $0.name.hasSuffix(".W") || $0.name.hasSuffix(".b") })
        #expect(network.buffers.count == 6)
    }

    @Test func fusedAndUnfusedAgree() throws {
        let fused = Network<Float>(try description())
        let unfused = Network<Float>(try description(isFused: false))
        #expect(fused.layers.count == unfused.layers.count - 2)
        let (X, labels): (Matrix<Float>, [Int32]) = batch(33)
        var a = Workspace(fused)
        var b = Workspace(unfused)
        _ = fused.lossAndGradients(X, labels: labels, in: &a, on: backend)
        _ = unfused.lossAndGradients(X, labels: labels, in: &b, on: backend)
        for (p, q) in zip(fused.parameters, unfused.parameters) {
            #expect(p.gradient.maximumDifference(to: q.gradient) < 1e-6, "\(p.name)")
        }
        fused.forward(X, .inference, in: &a, on: backend)
        unfused.forward(X, .inference, in: &b, on: backend)
        #expect(a.scores.maximumDifference(to: b.scores) < 1e-5)
    }

    @Test(arguments: ["none", "before", "after", "before:affine=false"], ["relu", "tanh"])
    func foldingChangesNothingInInference(placement: String, activation: String) throws {
        for isFused in [true, false] {
            let network = Network<Double>(
                try description(activation: activation, placement: placement, isFused: isFused))
            for parameter in network.parameters {
                var random = Random.forTest(7)
                parameter.value.addNormal(deviation: 0.3, using: &random)
            }
            let (X, labels): (Matrix<Double>, [Int32]) = batch(20)
            var workspace = Workspace(network)
            _ = network.lossAndGradients(X, labels: labels, in: &workspace, on: backend)
            network.forward(X, .inference, in: &workspace, on: backend)
            let folded = network.folded()
            var room = Workspace(folded)
            folded.forward(X, .inference, in: &room, on: backend)
            #expect(room.scores.maximumDifference(to: workspace.scores) < 1e-12)
            #expect(folded.buffers.isEmpty && folded.layers.count == 5)
        }
    }

    /// Gradient descent on the way back is gradients first, then the step.
    @Test(arguments: ["none", "before", "after", "before:affine=false"], [[], [6, 5]])
    func aStepOnTheWayIsTheSameStep(placement: String, hidden: [Int]) throws {
        let (onTheWay, after) = (
            Network<Float>(try description(hidden: hidden, placement: placement)),
            Network<Float>(try description(hidden: hidden, placement: placement))
        )
        let (X, labels): (Matrix<Float>, [Int32]) = batch(20)
        var (a, b) = (Workspace(onTheWay), Workspace(after))
        for _ in 0..<3 {
            let step = Descent(eta: 0.3, lambda: 0.1)
            _ = onTheWay.lossAndGradients(X, labels: labels, in: &a, descent: step, on: backend)
            _ = after.lossAndGradients(X, labels: labels, in: &b, on: backend)
            for parameter in after.parameters {
                parameter.value.descend(parameter.gradient, eta: 0.3, decay: parameter.decay(lambda: 0.1))
            }
        }
        // The step is taken in the product itself, where it rounds once.
        for (p, q) in zip(onTheWay.parameters, after.parameters) {
            #expect(p.value.maximumDifference(to: q.value) < 1e-5, "\(p.name)")
        }
    }

    @Test func inferenceChangesNothingAndIgnoresTheBatch() throws {
        let network = Network<Float>(try description())
        let (X, labels): (Matrix<Float>, [Int32]) = batch(20)
        var workspace = Workspace(network)
        _ = network.lossAndGradients(X, labels: labels, in: &workspace, on: backend)
        let before = network.buffers.map(\.value)
        network.forward(X, .inference, in: &workspace, on: backend)
        let together = workspace.scores.row(3)
        network.forward(Matrix(rows: 1, columns: 7, X.row(3)), .inference, in: &workspace, on: backend)
        #expect(network.buffers.map(\.value) == before)
        for (a, b) in zip(together, workspace.scores.row(0)) { #expect(abs(a - b) < 1e-5) }
    }

    @Test func runningMomentsStartAtTheFirstBatchThenForget() throws {
        let network = Network<Double>(try description(hidden: [3], placement: "before:factor=0.75"))
        let normalization = try #require(network.layers[1] as? BatchNormalization<Double>)
        let (X, _): (Matrix<Double>, [Int32]) = batch(10)
        var doubled = X
        doubled.apply { 2 * $0 }
        var workspace = Workspace(network)
        func mean(_ batch: Matrix<Double>) -> [Double] {
            network.forward(batch, .training, in: &workspace, on: backend)
            let Z = workspace.outputs[0]
            return (0..<3).map { j in (0..<10).reduce(0) { $0 + Z[$1, j] } / 10 }
        }
        let first = mean(X)
        for (a, b) in zip(normalization.runningMean.value.entries, first) { #expect(abs(a - b) < 1e-12) }
        let second = mean(doubled)
        for (j, running) in normalization.runningMean.value.entries.enumerated() {
            #expect(abs(running - (0.75 * first[j] + 0.25 * second[j])) < 1e-12)
        }
        #expect(normalization.batches.value[0, 0] == 2)
    }

    @Test func lossOfUniformScoresIsLogK() {
        let scores = Matrix<Double>(rows: 3, columns: 10)
        let (loss, _) = SoftmaxCrossEntropy.loss(scores: scores, labels: [0, 5, 9])
        #expect(abs(loss / 3 - Double.log(10)) < 1e-12)
    }
}

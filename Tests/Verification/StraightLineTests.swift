import Network
import Tensor
import TestSupport
import Testing

extension StraightLineNetwork {
    /// The same numbers as a network of the library.
    init(_ network: Network<Double>, activation: String, placement: String) throws {
        let name = String(activation.prefix { $0 != ":" })
        let normalization = try #require(Normalization(rawValue: placement))
        self = try #require(
            StraightLineNetwork(activation: name, normalization),
            "write the formula of \(name) down in StraightLineNetwork.activations")
        for layer in network.layers {
            if let linear = layer as? Linear<Double> {
                W.append((0..<linear.outputs).map { linear.W.value.row($0) })
                b.append(linear.b.value.entries)
            } else if let norm = layer as? BatchNormalization<Double> {
                gamma.append(norm.gamma.value.entries)
                beta.append(norm.beta.value.entries)
                epsilon = norm.epsilon
            }
        }
    }
}

/// The library against a forward pass that shares no code with it.
@Suite struct StraightLineTests {
    private static let hidden = [[6], [6, 5], [6, 5, 5], [9, 8, 7, 6, 5, 5, 5, 5]]

    @Test(arguments: SmallNetwork.names(.activation), SmallNetwork.names(.placement))
    func theForwardPassIsThatOfTheFormulas(activation: String, placement: String) throws {
        for hidden in Self.hidden {
            let small = SmallNetwork(hidden: hidden, activation: activation, placement: placement, lambda: 0.01)
            let checker = try small.checker(Double.self)
            let straight = try StraightLineNetwork(checker.network, activation: activation, placement: placement)
            let X = (0..<16).map { checker.X.row($0) }
            var workspace = Workspace(checker.network)
            let backend = try Backend()
            checker.network.forward(checker.X, .training, in: &workspace, on: backend)
            let (scores, moments) = straight.scores(X)
            expect(workspace.scores, scores, "training, \(hidden)")
            let loss = SoftmaxCrossEntropy.loss(scores: workspace.scores, checker.targets).loss / 16
            let cost = loss + 0.01 * checker.network.sumOfSquaredWeights
            #expect(abs(cost - straight.cost(X, labels: checker.targets.labels, lambda: 0.01)) < 1e-12)
            // The first batch starts the running moments, so that inference now uses those of this batch.
            checker.network.forward(checker.X, .inference, in: &workspace, on: backend)
            expect(workspace.scores, straight.scores(X, running: moments).scores, "inference, \(hidden)")
        }
    }

    private func expect(_ scores: Matrix<Double>, _ expected: [[Double]], _ what: String) {
        let reference = Matrix(rows: scores.rows, columns: scores.columns, expected.flatMap { $0 })
        #expect(scores.maximumDifference(to: reference) < 1e-11, "\(what)")
    }

    /// The gradients against centered differences of the independent pass, so that no code is shared at all.
    @Test(arguments: SmallNetwork.names(.activation), SmallNetwork.names(.placement))
    func theGradientsAreThoseOfTheFormulas(activation: String, placement: String) throws {
        try expectGradients(activation, placement, smoothing: 0)
    }

    @Test(arguments: SmallNetwork.names(.placement)) func soTheyAreWithSmoothedLabels(placement: String) throws {
        try expectGradients("tanh", placement, smoothing: 0.3)
    }

    private func expectGradients(_ activation: String, _ placement: String, smoothing: Double) throws {
        let small = SmallNetwork(
            activation: activation, placement: placement, lambda: 0.01, loss: "cross_entropy:smoothing=\(smoothing)")
        let checker = try small.checker(Double.self)
        let X = (0..<16).map { checker.X.row($0) }
        let gradients = checker.analyticGradients()
        let h = 1e-5
        func cost() throws -> Double {
            try StraightLineNetwork(checker.network, activation: activation, placement: placement)
                .cost(X, labels: checker.targets.labels, lambda: 0.01, smoothing: smoothing)
        }
        for (parameter, gradient) in zip(checker.network.parameters, gradients) {
            let start = parameter.value[0, 0]
            parameter.value[0, 0] = start + h
            let above = try cost()
            parameter.value[0, 0] = start - h
            let slope = (above - (try cost())) / (2 * h)
            parameter.value[0, 0] = start
            #expect(abs(slope - gradient[0, 0]) < 1e-8, "\(parameter.name): \(slope), \(gradient[0, 0])")
        }
    }
}

import Components
import Network
import Standard
import Tensor
import TestSupport
import Testing

@Suite struct DropoutTests {
    let backend: Backend

    init() throws { backend = try Backend() }

    /// What the layer does to a batch of ones, and to the gradient by it.
    private func masks(_ layer: Dropout<Double>, _ phase: Phase) -> (forward: Matrix<Double>, backward: Matrix<Double>?)
    {
        let ones = Matrix<Double>(rows: 200, columns: layer.outputs, repeating: 1)
        var Y = ones
        layer.forward(ones, into: &Y, phase, on: backend)
        var dX: Matrix<Double>? = ones
        layer.backward(ones, input: ones, output: Y, into: &dX, descent: nil, on: backend)
        return (Y, dX)
    }

    @Test(arguments: [0.1, 0.5, 0.9]) func dropsItsShareAndKeepsTheExpectation(share: Double) {
        let layer = Dropout<Double>(number: 1, outputs: 100, share: share)
        let (Y, dX) = masks(layer, .training(key: testSeed))
        let error = 5 * (share * (1 - share) / 20_000).squareRoot()
        #expect(abs(Double(Y.entries.count { $0 == 0 }) / 20_000 - share) < error)
        #expect(Y.entries.allSatisfy { $0 == 0 || abs($0 - 1 / (1 - share)) < 1e-12 })
        #expect(abs(Y.meanAndDeviation().mean - 1) < error / (1 - share))
        #expect(dX == Y, "backward has the mask of forward")
    }

    @Test func theMaskIsThatOfItsKeyAndLayer() {
        let layer = Dropout<Double>(number: 1, outputs: 100, share: 0.5)
        let first = masks(layer, .training(key: 7)).forward
        #expect(masks(layer, .training(key: 7)).forward == first)
        /// The share of entries of two masks that are the same: a half, where they have nothing to do with each other.
        func agreement(_ other: Matrix<Double>) -> Double {
            Double(zip(first.entries, other.entries).count { $0 == $1 }) / Double(first.count)
        }
        let error = 5 * 0.5 / 20_000.0.squareRoot()
        #expect(abs(agreement(masks(layer, .training(key: 8)).forward) - 0.5) < error)
        let next = Dropout<Double>(number: 2, outputs: 100, share: 0.5)
        #expect(abs(agreement(masks(next, .training(key: 7)).forward) - 0.5) < error)
    }

    @Test func inferenceDropsNothing() throws {
        let layer = Dropout<Double>(number: 1, outputs: 10, share: 0.9)
        #expect(masks(layer, .inference).forward == Matrix(rows: 200, columns: 10, repeating: 1))
        #expect(Phase.training.isTraining && !Phase.inference.isTraining)
    }

    /// Input, then the end of each hidden layer; the scores are never dropped.
    @Test(
        arguments: [
            (
                "before",
                [
                    "input.dropout", "layer1.linear", "layer1.normalization+relu", "layer1.dropout", "layer2.linear",
                ]
            ),
            (
                "after",
                [
                    "input.dropout", "layer1.linear", "layer1.activation", "layer1.normalization", "layer1.dropout",
                    "layer2.linear",
                ]
            ),
        ])
    func standsBehindTheInputAndEachHiddenLayer(placement: String, names: [String]) throws {
        let registry = try Standard.registry()
        let network = Network<Float>(
            NetworkDescription(
                inputs: 7, hidden: [6], classes: 4, activation: try registry.activation("relu"),
                placement: try registry.placement(placement), initializer: try registry.initializer("he"),
                seed: testSeed, dropout: 0.5, inputDropout: 0.2))
        #expect(network.layers.map { $0.name } == names)
        #expect(network.folded().layers.allSatisfy { !($0 is Dropout<Float>) })
    }
}

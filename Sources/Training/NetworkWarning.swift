import Network
import Tensor

/// A sign that a network, or a part of it, has stopped learning.
public struct NetworkWarning: Sendable, Equatable {
    /// What was seen, by name.
    public enum Kind: String, Sendable {
        /// Every sample of a batch gets the same class.
        case constantPredictions = "constant_predictions"
        /// The gradient of a weight matrix is zero.
        case zeroGradient = "zero_gradient"
        /// Most units of a layer give the same output for every sample of a batch.
        case deadUnits = "dead_units"
    }

    /// What was seen.
    public let kind: Kind
    /// Where, with the numbers.
    public let detail: String
    /// What to try.
    public let remedy: String

    /// The warning as a sentence.
    public var message: String { "\(kind.rawValue): \(detail) Try \(remedy)." }

    /// What the last training batch shows.
    ///
    /// - Parameter workspace: the outputs of that batch; the gradients are those of the parameters.
    static func find<S: Scalar>(in network: Network<S>, _ workspace: Workspace<S>) -> [NetworkWarning] {
        guard workspace.scores.rows > 1 else { return [] }
        return constantPredictions(workspace.scores) + zeroGradients(network) + deadUnits(network, workspace)
    }

    private static func constantPredictions<S: Scalar>(_ scores: Matrix<S>) -> [NetworkWarning] {
        let classes = Set(scores.largestByRow)
        guard classes.count == 1, let only = classes.first else { return [] }
        return [
            NetworkWarning(
                kind: .constantPredictions, detail: "all \(scores.rows) samples of a batch get class \(only).",
                remedy: "a larger initial deviation (--init he), batch normalization, or a lower rate")
        ]
    }

    private static func zeroGradients<S: Scalar>(_ network: Network<S>) -> [NetworkWarning] {
        network.parameters.filter { $0.isRegularized && $0.gradient.sumOfSquares == 0 }.map {
            NetworkWarning(
                kind: .zeroGradient, detail: "the gradient of \($0.name) is exactly zero.",
                remedy: "another activation (--activation leaky_relu), or batch normalization")
        }
    }

    private static func deadUnits<S: Scalar>(_ network: Network<S>, _ workspace: Workspace<S>) -> [NetworkWarning] {
        zip(network.layers, workspace.outputs).dropLast().compactMap { layer, Y in
            // What dropout drops is not dead; units that are show in the layer in front of it.
            guard !(layer is Dropout<S>) else { return nil }
            let dead = (0..<Y.columns).count { j in (1..<Y.rows).allSatisfy { Y[$0, j] == Y[0, j] } }
            guard dead * 2 > Y.columns else { return nil }
            return NetworkWarning(
                kind: .deadUnits,
                detail: "\(dead) of \(Y.columns) units of \(layer.name) give one value for every sample of a batch.",
                remedy: "a lower rate, --init he, or --activation leaky_relu")
        }
    }
}

import Components
import Tensor

/// Weights that balance the variance of the signal and that of the gradient.
public struct Xavier: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "xavier", aliases: ["glorot"], summary: "Scaled by the numbers of inputs and outputs.",
        formula: "W ~ N(0, 2 / (inputs + outputs))", source: "Glorot and Bengio 2010",
        parameters: [uniformFlag])

    private let isUniform: Bool

    /// Makes it, normal or uniform.
    public init(_ options: ComponentOptions) {
        isUniform = options.flag("uniform")
    }

    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        W.addWeights(variance: 2 / Double(W.rows + W.columns), isUniform: isUniform, using: &random)
    }
}

import Components
import Tensor

/// Normal weights that balance the variance of the signal and that of the gradient.
public struct Xavier: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "xavier", aliases: ["glorot"], summary: "Normal, scaled by the numbers of inputs and outputs.",
        formula: "W ~ N(0, 2 / (inputs + outputs))", source: "Glorot and Bengio 2010")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        W.addNormal(deviation: (2 / Double(W.rows + W.columns)).squareRoot(), using: &random)
    }
}

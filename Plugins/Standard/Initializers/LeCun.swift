import Components
import Tensor

/// Normal weights that keep the variance of the signal through a linear layer.
public struct LeCun: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "lecun", summary: "Scaled by the number of inputs alone; goes with selu.",
        formula: "W ~ N(0, 1 / inputs)", source: "LeCun, Bottou, Orr and Mueller 1998, section 4.6",
        parameters: [uniformFlag])

    private let isUniform: Bool

    /// Makes it, normal or uniform.
    public init(_ options: ComponentOptions) {
        isUniform = options.flag("uniform")
    }

    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        W.addWeights(variance: 1 / Double(W.columns), isUniform: isUniform, using: &random)
    }
}

import Components
import Tensor

/// Weights that keep the variance of the signal through rectifiers.
public struct He: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "he", aliases: ["kaiming"], summary: "Scaled by the number of inputs and the activation.",
        formula: "W ~ N(0, gain / inputs), gain 2 for relu", source: "He, Zhang, Ren and Sun 2015",
        parameters: [uniformFlag])

    private let isUniform: Bool

    /// Makes it, normal or uniform.
    public init(_ options: ComponentOptions) {
        isUniform = options.flag("uniform")
    }

    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        W.addWeights(variance: gain / Double(W.columns), isUniform: isUniform, using: &random)
    }
}

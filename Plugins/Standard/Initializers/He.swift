import Components
import Tensor

/// Normal weights that keep the variance of the signal through rectifiers.
public struct He: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "he", aliases: ["kaiming"], summary: "Normal, scaled by the number of inputs and the activation.",
        formula: "W ~ N(0, gain / inputs), gain 2 for relu", source: "He, Zhang, Ren and Sun 2015")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        W.addNormal(deviation: (gain / Double(W.columns)).squareRoot(), using: &random)
    }
}

import Components
import Tensor

/// Normal weights of one deviation for all layers.
public struct Normal: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "normal", aliases: ["gaussian"], summary: "Normal with one deviation for all layers.",
        formula: "W ~ N(0, sigma^2)", source: "the coursework's study of the sensitivity to initialization",
        parameters: [.number("sigma", default: 0.01, in: 0...100, "the deviation")])

    private let sigma: Double

    /// Makes it with its deviation.
    public init(_ options: ComponentOptions) {
        sigma = options["sigma"]
    }

    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        W.addNormal(deviation: sigma, using: &random)
    }
}

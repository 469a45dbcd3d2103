import Components
import Tensor

/// Momentum that looks ahead.
///
/// The form of Sutskever et al. with W kept at the point that is looked ahead to, which is the one of PyTorch: no second
/// copy of the weights is needed, and the rate may change between steps.
public struct Nesterov: Optimizer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .optimizer, "nesterov", summary: "Gradient descent with a velocity that looks ahead.",
        formula: "V = mu * V + g; W -= eta * (g + mu * V); g = dW + 2 * lambda * W",
        source: "Nesterov 1983; Sutskever, Martens, Dahl and Hinton 2013",
        parameters: [.number("mu", default: 0.9, in: 0...1, "the share of the velocity that stays")])

    private let mu: Double

    /// Makes it with its inertia.
    public init(_ options: ComponentOptions) {
        mu = options["mu"]
    }

    public var stateNames: [String] { ["velocity"] }

    public func update<S: Scalar>(
        _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext
    ) {
        value.descend(
            gradient, velocity: &state[0], eta: context.rate, decay: context.decay, mu: mu, nesterov: true)
    }
}

import Components
import Tensor

/// Gradient descent with a velocity.
public struct Momentum: Optimizer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .optimizer, "momentum", summary: "Gradient descent with a velocity.",
        formula: "V = mu * V + g; W -= eta * V; g = dW + 2 * lambda * W", source: "Polyak 1964",
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
        value.descend(gradient, velocity: &state[0], eta: context.rate, decay: context.decay, mu: mu)
    }
}

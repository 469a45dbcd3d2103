import Components
import Tensor

/// Gradient descent with a rate of its own for every weight, by the size of its recent gradients.
///
/// The mean starts at zero and is not corrected for that, so the first steps are large; epsilon stands outside the root,
/// as in PyTorch.
public struct RMSProp: Optimizer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .optimizer, "rmsprop", summary: "Divides each gradient by the root of its mean square.",
        formula: "V = rho * V + (1 - rho) * g^2; W -= eta * g / (sqrt(V) + epsilon); g = dW + 2 * lambda * W",
        source: "Tieleman and Hinton 2012, lecture 6.5",
        parameters: [
            .number("rho", default: 0.9, in: 0...0.999999, "the weight of the past in the mean square"),
            .number("epsilon", default: 1e-8, in: 1e-30...1, "added to the root"),
        ])

    private let rho: Double
    private let epsilon: Double

    /// Makes it with its memory.
    public init(_ options: ComponentOptions) {
        rho = options["rho"]
        epsilon = options["epsilon"]
    }

    public var stateNames: [String] { ["mean_square"] }

    public func update<S: Scalar>(
        _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext
    ) {
        value.descend(
            gradient, meanSquare: &state[0], eta: context.rate, decay: context.decay, rho: rho, epsilon: epsilon)
    }
}

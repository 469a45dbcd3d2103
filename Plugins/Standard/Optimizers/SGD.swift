import Components
import Tensor

/// Plain gradient descent on minibatches.
public struct SGD: Optimizer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .optimizer, "sgd", summary: "Gradient descent on minibatches.",
        formula: "W -= eta * (dW + 2 * lambda * W)", source: "Robbins and Monro 1951")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var stateNames: [String] { [] }
    public var isPlainDescent: Bool { true }

    public func update<S: Scalar>(
        _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext
    ) {
        value.descend(gradient, eta: context.rate, decay: context.decay)
    }
}

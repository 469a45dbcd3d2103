import Components
import RealModule
import Tensor

/// What the two forms of Adam share: all but the place of the decay.
///
/// M and V start at zero; dividing them by 1 - beta^t at update t, counted from 1, takes that bias away. Epsilon is added
/// to the corrected root.
protocol AdamOptimizer: Optimizer, Component {
    var options: ComponentOptions { get }
    /// Whether the decay acts on W itself, past M and V; else it is part of the gradient.
    var isDecoupled: Bool { get }
}

extension AdamOptimizer {
    public var stateNames: [String] { ["mean", "mean_square"] }

    static var adamParameters: [ParameterInfo] {
        [
            .number("beta1", default: 0.9, in: 0...0.999999, "the weight of the past in the mean"),
            .number("beta2", default: 0.999, in: 0...0.999999, "the weight of the past in the mean square"),
            .number("epsilon", default: 1e-8, in: 1e-30...1, "added to the root"),
        ]
    }

    public func update<S: Scalar>(
        _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext
    ) {
        let (beta1, beta2) = (options["beta1"], options["beta2"])
        let t = context.step + 1
        let coefficients = AdamCoefficients(
            eta: context.rate / (1 - Double.pow(beta1, t)), decay: isDecoupled ? 0 : context.decay,
            shrink: isDecoupled ? context.rate * context.decay : 0, beta1: beta1, beta2: beta2,
            root: 1 / (1 - Double.pow(beta2, t)).squareRoot(), epsilon: options["epsilon"])
        // The two tensors are taken out, as both are changed at once, and put back.
        var (mean, meanSquare) = (state[0], state[1])
        state.removeAll(keepingCapacity: true)
        value.descend(gradient, mean: &mean, meanSquare: &meanSquare, coefficients)
        state.append(mean)
        state.append(meanSquare)
    }
}

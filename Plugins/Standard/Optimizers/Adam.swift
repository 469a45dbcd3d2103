import Components

/// Adaptive moments, with the L2 term in the gradient.
public struct Adam: AdamOptimizer {
    /// The record.
    public static let info = ComponentInfo(
        .optimizer, "adam", summary: "Mean gradient over the root of its mean square, both corrected for their start.",
        formula: "M = beta1 * M + (1 - beta1) * g; V = beta2 * V + (1 - beta2) * g^2; "
            + "W -= eta * M / (1 - beta1^t) / (sqrt(V / (1 - beta2^t)) + epsilon); g = dW + 2 * lambda * W",
        source: "Kingma and Ba 2015", parameters: adamParameters)

    let options: ComponentOptions
    let isDecoupled = false

    /// Makes it with its memory.
    public init(_ options: ComponentOptions) {
        self.options = options
    }
}

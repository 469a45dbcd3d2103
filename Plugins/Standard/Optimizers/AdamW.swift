import Components

/// Adam with a decay that acts on the weights themselves.
///
/// A step takes eta * 2 * lambda of W away, whatever the size of its gradients; M and V see the gradient of the loss
/// alone. So what is minimised is no longer the cost, which still counts lambda * sum of W^2.
public struct AdamW: AdamOptimizer {
    /// The record.
    public static let info = ComponentInfo(
        .optimizer, "adamw", summary: "Adam with a decay of the weights beside it.",
        formula: "W = (1 - eta * 2 * lambda) * W - eta * M / (1 - beta1^t) / (sqrt(V / (1 - beta2^t)) + epsilon); "
            + "M and V as adam's with g = dW",
        source: "Loshchilov and Hutter 2019", parameters: adamParameters)

    let options: ComponentOptions
    let isDecoupled = true

    /// Makes it with its memory.
    public init(_ options: ComponentOptions) {
        self.options = options
    }
}

import Components
import Tensor

/// The cross-entropy of the softmax of the scores, with or without smoothed labels.
public struct CrossEntropy: Loss, Component {
    /// The record.
    public static let info = ComponentInfo(
        .loss, "cross_entropy", aliases: ["softmax"],
        summary: "Cross-entropy of the softmax, with smoothed labels if asked.",
        formula: "-sum_k T[k] * log P[k] with T = (1 - smoothing) * Y + smoothing / K; validation and test: T = Y",
        source: "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, section 7",
        parameters: [
            .number("smoothing", default: 0, in: 0...0.99, "the share of each label that goes to all classes alike")
        ])

    private let smoothing: Double

    /// Makes it with its smoothing.
    public init(_ options: ComponentOptions) {
        smoothing = options["smoothing"]
    }

    public func prepare<S: Scalar>(_ targets: inout Targets<S>) {
        if smoothing > 0 { targets.smooth(smoothing) }
    }
}

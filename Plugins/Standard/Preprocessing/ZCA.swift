import Components

/// Whitened inputs that still look like the images they were.
///
/// All samples are transformed once and kept as floats: 4 bytes a value, 0.6 GB for CIFAR-10 in training, and 8 bytes
/// for each of the d x d entries of five matrices while it is fitted.
public struct ZCA: Preprocessing, Component {
    /// The record.
    public static let info = ComponentInfo(
        .preprocessing, "zca", aliases: ["whiten"],
        summary: "Whitens: no two input dimensions are correlated, and images still look like images.",
        formula: "x = (value - mean) / s * V^T diag(1 / sqrt(v + epsilon)) V, covariance of the training samples "
            + "= s^2 V^T diag(v) V, s^2 the mean of their variances",
        source: "Krizhevsky 2009, appendix A",
        parameters: [
            .number(
                "epsilon", default: 0.1, in: 1e-6...100, "added to each variance v, whose mean is 1; tames the noise")
        ])

    private let epsilon: Double

    /// Makes it with its epsilon.
    public init(_ options: ComponentOptions) {
        epsilon = options["epsilon"]
    }

    public var transform: InputTransform { .whiten(epsilon: epsilon) }
}

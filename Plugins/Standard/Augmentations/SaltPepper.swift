import Components
import Tensor

/// Puts some values of a batch to one of two extremes.
///
/// The extremes lie as far below as above the mean of the batch, in its deviations: normalised data have no lowest and
/// highest value of their own.
public struct SaltPepper: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "salt_pepper", summary: "Puts single values to one of two extremes.",
        formula: "X = mean(X) - level * deviation(X) or mean(X) + level * deviation(X), for a fraction of the values",
        source: "Vincent, Larochelle, Lajoie, Bengio and Manzagol 2010, section 3.3",
        parameters: [
            .number("fraction", default: 0.05, in: 0...1, "the share of the values that are changed"),
            .number("level", default: 2, in: 0...100, "how far off the mean, in deviations of the batch"),
        ])

    private let fraction: Double
    private let level: Double

    /// Makes it with its share and its level.
    public init(_ options: ComponentOptions) {
        fraction = options["fraction"]
        level = options["level"]
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        let (mean, deviation) = X.meanAndDeviation()
        X.setExtremes(
            share: fraction, low: mean - level * deviation, high: mean + level * deviation, key: random.next(),
            on: backend)
    }
}

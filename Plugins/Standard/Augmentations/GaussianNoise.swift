import Components
import Tensor

/// Normal noise on every value of a batch.
public struct GaussianNoise: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "gaussian_noise", aliases: ["noise"], summary: "Normal noise on every normalized value.",
        formula: "X += fraction * deviation(X) * N(0, 1)", source: "Bishop 1995, training with noise",
        parameters: [.number("fraction", default: 0.1, in: 0...100, "noise as a share of the batch's deviation")])

    private let fraction: Double

    /// Makes it with its strength.
    public init(_ options: ComponentOptions) {
        fraction = options["fraction"]
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        X.addNoise(deviation: fraction * X.meanAndDeviation().deviation, key: random.next(), on: backend)
    }
}

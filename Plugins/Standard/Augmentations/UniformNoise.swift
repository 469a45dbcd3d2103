import Components
import Tensor

/// Uniform noise on every value of a batch.
public struct UniformNoise: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "uniform_noise", summary: "Uniform noise on every normalized value.",
        formula: "X += fraction * deviation(X) * sqrt(3) * U(-1, 1), whose deviation is fraction * deviation(X)",
        source: "Bishop 1995, training with noise",
        parameters: [.number("fraction", default: 0.1, in: 0...100, "noise as a share of the batch's deviation")])

    private let fraction: Double

    /// Makes it with its strength.
    public init(_ options: ComponentOptions) {
        fraction = options["fraction"]
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        let amplitude = 3.0.squareRoot() * fraction * X.meanAndDeviation().deviation
        X.addUniformNoise(amplitude: amplitude, key: random.next(), on: backend)
    }
}

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

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func apply<S: Scalar>(to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random) {
        let count = Double(X.count)
        let mean = X.withEntries { $0.reduce(0) { $0 + Double($1) } } / count
        let deviation = max(X.sumOfSquares / count - mean * mean, 0).squareRoot()
        X.withMutableEntries { entries in
            for i in entries.indices { entries[i] += S(fraction * deviation * random.normal()) }
        }
    }
}

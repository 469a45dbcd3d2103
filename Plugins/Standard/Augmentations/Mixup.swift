import Components
import Tensor

/// Mixes every sample of a batch, and its label, with another one.
public struct Mixup: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "mixup", summary: "Mixes pairs of samples and their labels.",
        formula: "x_i = w * x_i + (1 - w) * x_j and T_i = w * T_i + (1 - w) * T_j, "
            + "w from Beta(alpha, alpha) for the batch, j a random order of it",
        source: "Zhang, Cisse, Dauphin and Lopez-Paz 2018",
        parameters: [.number("alpha", default: 0.2, in: 0.01...100, "how even the shares are; 1: any as likely")])

    private let alpha: Double

    /// Makes it with its evenness.
    public init(_ options: ComponentOptions) {
        alpha = options["alpha"]
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        let (partners, share) = draw(X.rows, &random)
        X.mixRows(with: partners, share: share)
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, _ targets: inout Targets<S>, shape: ImageShape?, using random: inout Random,
        on backend: Backend
    ) {
        let (partners, share) = draw(X.rows, &random)
        X.mixRows(with: partners, share: share)
        targets.mix(with: partners, share: share)
    }

    private func draw(_ count: Int, _ random: inout Random) -> (partners: [Int32], share: Double) {
        let share = random.symmetricBeta(alpha: alpha)
        return (random.permutation(count), share)
    }
}

import Components
import Platform
import Tensor

/// Mirrors some images left to right.
public struct HorizontalFlip: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "horizontal_flip", aliases: ["flip"], summary: "Mirrors images left to right at random.",
        formula: "X[c, y, x] = X[c, y, width - 1 - x] with the given probability",
        source: "Krizhevsky, Sutskever and Hinton 2012, section 4.1",
        parameters: [.number("probability", default: 0.5, in: 0...1, "how often an image is mirrored")])

    private let probability: Double

    /// Makes it with its probability.
    public init(_ options: ComponentOptions) {
        probability = options["probability"]
    }

    public var isRandom: Bool { probability > 0 && probability < 1 }

    public func check(shape: ImageShape?) throws {
        if shape == nil { throw LabError.usage("horizontal_flip mirrors images, but these data are no images.") }
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        guard let width = shape?.width else { return }
        for sample in 0..<X.rows where random.uniform() < probability { X.mirrorRow(sample, linesOf: width) }
    }
}

import Components
import Tensor

/// Makes every sample brighter or darker, and its contrast stronger or weaker.
public struct BrightnessContrast: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "brightness_contrast", summary: "Changes brightness and contrast of each image at random.",
        formula: "x = mean(x) + c * (x - mean(x)) + b * deviation(X) for each sample x of the batch X, "
            + "c uniform in 1 - contrast ... 1 + contrast, b uniform in -brightness ... brightness",
        source: "Howard 2013, section 2.2",
        parameters: [
            .number("brightness", default: 0.2, in: 0...10, "the largest shift, in deviations of the batch"),
            .number("contrast", default: 0.2, in: 0...1, "the largest change of the contrast, as a share of it"),
        ])

    private let brightness: Double
    private let contrast: Double

    /// Makes it with its two reaches.
    public init(_ options: ComponentOptions) {
        brightness = options["brightness"]
        contrast = options["contrast"]
    }

    /// A shift is the same for a whole sample.
    public var meanDrift: Double { brightness }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        let deviation = X.meanAndDeviation().deviation
        for sample in 0..<X.rows {
            let scale = 1 + contrast * (2 * random.uniform() - 1)
            let shift = brightness * deviation * (2 * random.uniform() - 1)
            X.scaleRow(sample, by: scale, plus: shift + (1 - scale) * X.meanOfRow(sample))
        }
    }
}

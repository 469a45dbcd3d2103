import Components
import Platform
import Tensor

/// Covers a square of every image.
public struct Cutout: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "cutout", summary: "Covers a square of each image with the mean.",
        formula:
            "X[c, y, x] = mean(X) in a square of size x size pixels around a pixel drawn uniformly, cut off at the edge",
        source: "DeVries and Taylor 2017",
        parameters: [.integer("size", default: 8, in: 1...10_000, "the side of the square in pixels")])

    private let size: Int

    /// Makes it with its side.
    public init(_ options: ComponentOptions) {
        size = options.integer("size")
    }

    public func check(shape: ImageShape?) throws {
        guard let shape else {
            throw LabError.usage("cutout covers a part of images, but these data are no images.")
        }
        guard size < 2 * min(shape.width, shape.height) else {
            throw LabError.usage(
                "cutout: size is \(size), which covers images of \(shape.width) x \(shape.height) pixels from edge to edge; "
                    + "choose 1 ... \(2 * min(shape.width, shape.height) - 1).")
        }
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        guard let shape else { return }
        let mean = X.meanAndDeviation().mean
        for sample in 0..<X.rows {
            let top = random.integer(below: shape.height) - size / 2
            let left = random.integer(below: shape.width) - size / 2
            X.fillRow(sample, shape, lines: top..<top + size, pixels: left..<left + size, with: mean)
        }
    }
}

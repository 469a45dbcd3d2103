import Components
import Platform
import Tensor

/// Moves every image a little: it is padded on all sides, and a window of its own size is cut out.
public struct Translate: Augmentation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .augmentation, "translate", aliases: ["crop"], summary: "Moves images by some pixels: pads and crops.",
        formula: "X[c, y, x] = X[c, y - dy, x - dx] with dy, dx uniform in -pixels ... pixels; outside: mean(X)",
        source: "Lee, Xie, Gallagher, Zhang and Tu 2015; He, Zhang, Ren and Sun 2016, section 4.2",
        parameters: [.integer("pixels", default: 4, in: 0...10_000, "the farthest that an image is moved")])

    private let pixels: Int

    /// Makes it with its reach.
    public init(_ options: ComponentOptions) {
        pixels = options.integer("pixels")
    }

    public var isRandom: Bool { pixels > 0 }

    public func check(shape: ImageShape?) throws {
        guard let shape else { throw LabError.usage("translate moves images, but these data are no images.") }
        guard pixels < min(shape.width, shape.height) else {
            throw LabError.usage(
                "translate: pixels is \(pixels), which moves images of \(shape.width) x \(shape.height) pixels out of "
                    + "sight; choose 0 ... \(min(shape.width, shape.height) - 1).")
        }
    }

    public func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        guard let shape, pixels > 0 else { return }
        let mean = X.meanAndDeviation().mean
        for sample in 0..<X.rows {
            let down = random.integer(below: 2 * pixels + 1) - pixels
            let right = random.integer(below: 2 * pixels + 1) - pixels
            X.translateRow(sample, shape, down: down, right: right, filling: mean)
        }
    }
}

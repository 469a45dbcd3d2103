import Data
import Tensor

/// The weights of a first layer as images: what each of its units looks for.
public struct WeightImages: Sendable {
    /// The picture: one image a unit, each scaled to its own range, so that grey levels cannot be compared across units.
    public let image: PixelImage

    /// Draws W (units x d), whose rows have the shape of an image.
    ///
    /// - Parameters:
    ///   - W: the weights.
    ///   - shape: how a row is an image.
    ///   - count: how many units are drawn at most, the first ones.
    public init<S: Scalar>(_ W: Matrix<S>, shape: ImageShape, atMost count: Int = .max) {
        precondition(
            W.columns == shape.dimensions, "Weights of \(W.shape) are no images of \(shape.dimensions) values.")
        let cells = (0..<min(W.rows, count)).map { unit in
            let row = W.row(unit).map(Double.init)
            let (low, high) = (row.min() ?? 0, row.max() ?? 0)
            let planes = row.map { UInt8((255 * ($0 - low) / max(high - low, .leastNormalMagnitude)).rounded()) }
            return (image: PixelImage(planes: planes, shape), caption: "")
        }
        image = ImageGrid(cells, columns: 10, scale: max(64 / max(shape.width, 1), 1)).image
    }
}

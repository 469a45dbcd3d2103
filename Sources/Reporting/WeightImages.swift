import Data
import Tensor

/// The weights of a first layer as images: what each of its units looks for.
public struct WeightImages: Sendable {
    /// The picture: one image a unit, each scaled to its own range, so that grey levels cannot be compared
    /// across units; black where a weight is not finite.
    public let image: PixelImage
    /// How many units are drawn.
    public let count: Int

    /// Draws W (units x d), whose rows have the shape of an image.
    ///
    /// - Parameters:
    ///   - W: the weights.
    ///   - shape: how a row is an image.
    ///   - limit: how many units are drawn at most, the first ones.
    public init<S: Scalar>(_ W: Matrix<S>, shape: ImageShape, atMost limit: Int = .max) {
        precondition(
            W.columns == shape.dimensions, "Weights of \(W.shape) are no images of \(shape.dimensions) values.")
        count = min(W.rows, limit)
        let cells = (0..<count).map { unit in
            let row = W.row(unit).map(Double.init)
            let finite = row.filter(\.isFinite)
            let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
            let planes = row.map { weight in
                weight.isFinite ? UInt8((255 * (weight - low) / max(high - low, .leastNormalMagnitude)).rounded()) : 0
            }
            return (image: PixelImage(planes: planes, shape), caption: "")
        }
        image = ImageGrid(cells, columns: 10, scale: max(64 / max(shape.width, 1), 1)).image
    }
}

/// The shape of one image.
public struct ImageShape: Sendable, Equatable {
    /// Colour planes: 1 for grey, 3 for red, green and blue.
    public let channels: Int
    /// Rows of pixels.
    public let height: Int
    /// Pixels in a row.
    public let width: Int

    /// A shape.
    public init(channels: Int, height: Int, width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// Pixels times channels, d.
    public var dimensions: Int { channels * height * width }
}

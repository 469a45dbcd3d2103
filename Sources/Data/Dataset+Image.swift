extension Dataset {
    /// A sample as an image; of values that are no bytes, the lowest becomes black and the highest white.
    ///
    /// The data set holds images: ``imageShape`` is not nil.
    public func image(at position: Int32) -> PixelImage {
        guard let imageShape else { preconditionFailure("\(name) holds no images.") }
        let place = Int(position) * dimensions..<(Int(position) + 1) * dimensions
        switch features {
        case .bytes(let pixels): return PixelImage(planes: pixels[place], imageShape)
        case .floats(let values):
            let (low, high) = (values[place].min() ?? 0, values[place].max() ?? 0)
            let scale = 255 / max(high - low, .leastNormalMagnitude)
            return PixelImage(planes: values[place].map { UInt8((scale * ($0 - low)).rounded()) }, imageShape)
        }
    }
}

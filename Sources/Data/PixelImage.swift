import CPNG
import Foundation
import Platform
import Tensor

/// A grey or RGB image of 8 bits a channel, pixel after pixel, read from and written to PNG by libpng.
public struct PixelImage: Sendable, Equatable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1 for grey, 3 for red, green, blue.
    public let channels: Int
    /// Row by row, the channels of a pixel together.
    public var pixels: [UInt8]

    /// An image of these pixels.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
        precondition(
            pixels.count == width * height * channels, "\(pixels.count) values are no \(width) x \(height) image.")
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// The image of planes, as data sets have it.
    public init(planes: some RandomAccessCollection<UInt8>, _ shape: ImageShape) {
        let planes = Array(planes)
        let area = shape.width * shape.height
        self.init(
            width: shape.width, height: shape.height, channels: shape.channels,
            pixels: (0..<area).flatMap { pixel in (0..<shape.channels).map { planes[$0 * area + pixel] } })
    }

    /// Its shape as data sets name it.
    public var shape: ImageShape { ImageShape(channels: channels, height: height, width: width) }

    /// Reads a PNG file; transparency is laid on white.
    ///
    /// - Throws: ``LabError`` of kind `io` where it is missing, `badData` where it is no PNG.
    public init(png url: URL) throws {
        // libpng keeps the address of the bytes from its first call to its last.
        self = try DurableFile.read(url).withUnsafeBytes { bytes in
            var image = png_image()
            image.version = UInt32(PNG_IMAGE_VERSION)
            defer { png_image_free(&image) }
            guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
                throw LabError.badData("\(url.path) is no PNG image.")
            }
            let isColor = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) != 0
            image.format = isColor ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
            let (width, height, channels) = (Int(image.width), Int(image.height), isColor ? 3 : 1)
            guard width * height <= 1 << 26 else {
                throw LabError.badData(
                    "\(url.path) is \(width) x \(height) pixels, more than the 64 million that are read.")
            }
            var pixels = [UInt8](repeating: 0, count: width * height * channels)
            var white = png_color(red: 255, green: 255, blue: 255)
            guard png_image_finish_read(&image, &white, &pixels, Int32(width * channels), nil) != 0 else {
                throw LabError.badData("\(url.path) is a damaged PNG image.")
            }
            return PixelImage(width: width, height: height, channels: channels, pixels: pixels)
        }
    }

    /// The image as a PNG file.
    public func pngData() throws -> Data {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = channels == 3 ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
        defer { png_image_free(&image) }
        var size = 0
        guard png_image_write_to_memory(&image, nil, &size, 0, pixels, 0, nil) != 0 else {
            throw LabError.io("libpng could not encode an image of \(width) x \(height).")
        }
        var data = Data(count: size)
        let written = data.withUnsafeMutableBytes {
            png_image_write_to_memory(&image, $0.baseAddress, &size, 0, pixels, 0, nil)
        }
        guard written != 0 else { throw LabError.io("libpng could not encode an image of \(width) x \(height).") }
        return data.prefix(size)
    }

    /// The planes of the image in another size and with other channels.
    ///
    /// A pixel of the result is the mean of those it covers, or the nearest one where the result is larger; grey is
    /// 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), and color from grey has three equal channels.
    public func planes(_ target: ImageShape) throws -> [UInt8] {
        guard width > 0, height > 0 else { throw LabError.badData("An image of no pixels cannot be scaled.") }
        return (0..<target.channels).flatMap { channel in
            (0..<target.height).flatMap { y in
                (0..<target.width).map { x in
                    mean(
                        channel, of: target.channels, x * width / target.width..<(x + 1) * width / target.width,
                        y * height / target.height..<(y + 1) * height / target.height)
                }
            }
        }
    }

    private func mean(_ channel: Int, of count: Int, _ xs: Range<Int>, _ ys: Range<Int>) -> UInt8 {
        let xs = xs.isEmpty ? xs.lowerBound..<xs.lowerBound + 1 : xs
        let ys = ys.isEmpty ? ys.lowerBound..<ys.lowerBound + 1 : ys
        var sum = 0.0
        for y in ys { for x in xs { sum += value(channel, of: count, x, y) } }
        return UInt8((sum / Double(xs.count * ys.count)).rounded())
    }

    private func value(_ channel: Int, of count: Int, _ x: Int, _ y: Int) -> Double {
        let at = (y * width + x) * channels
        if channels == 3 && count == 1 {
            return 0.299 * Double(pixels[at]) + 0.587 * Double(pixels[at + 1]) + 0.114 * Double(pixels[at + 2])
        }
        return Double(pixels[at + (channels == 1 ? 0 : channel)])
    }
}

extension ImageShape {
    /// The shape as text: `32 x 32 x 3`.
    var text: String { "\(width) x \(height) x \(channels)" }
}

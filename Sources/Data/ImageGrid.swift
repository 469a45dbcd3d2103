import Tensor

/// Images side by side on white, each with a caption under it.
public struct ImageGrid: Sendable {
    private let columns: Int
    private let scale: Int
    private let cells: [(image: PixelImage, caption: String)]

    /// A grid of images of one size.
    ///
    /// - Parameters:
    ///   - cells: the images, row by row, with what stands below each.
    ///   - columns: how many images stand side by side.
    ///   - scale: how many pixels wide and high a pixel becomes.
    public init(_ cells: [(image: PixelImage, caption: String)], columns: Int, scale: Int) {
        self.columns = min(columns, max(cells.count, 1))
        self.scale = scale
        self.cells = cells
    }

    /// The whole picture in color.
    public var image: PixelImage {
        let size = cells.map { ($0.image.width * scale, $0.image.height * scale) }.max { $0.0 < $1.0 } ?? (1, 1)
        let hasCaptions = cells.contains { !$0.caption.isEmpty }
        let (cellWidth, cellHeight) = (size.0 + 4, size.1 + 4 + (hasCaptions ? BitmapFont.height + 3 : 0))
        let rows = max((cells.count + columns - 1) / columns, 1)
        var canvas = Canvas(width: columns * cellWidth, height: rows * cellHeight)
        for (i, cell) in cells.enumerated() {
            let (x, y) = (i % columns * cellWidth + 2, i / columns * cellHeight + 2)
            canvas.draw(cell.image, atX: x, y: y, scale: scale)
            canvas.draw(cell.caption, atX: x, y: y + size.1 + 2, width: size.0)
        }
        return canvas.image
    }
}

/// A white color image to draw on.
private struct Canvas {
    var image: PixelImage

    init(width: Int, height: Int) {
        image = PixelImage(
            width: width, height: height, channels: 3, pixels: .init(repeating: 255, count: 3 * width * height))
    }

    mutating func draw(_ other: PixelImage, atX left: Int, y top: Int, scale: Int) {
        for y in 0..<other.height * scale {
            for x in 0..<other.width * scale {
                let from = (y / scale * other.width + x / scale) * other.channels
                for channel in 0..<3 {
                    image.pixels[((top + y) * image.width + left + x) * 3 + channel] =
                        other.pixels[from + (other.channels == 3 ? channel : 0)]
                }
            }
        }
    }

    /// Writes as much of a text as fits the width.
    mutating func draw(_ text: String, atX left: Int, y top: Int, width: Int) {
        for (i, character) in text.prefix(width / BitmapFont.advance).enumerated() {
            for (x, column) in BitmapFont.columns(of: character).enumerated() {
                for y in 0..<BitmapFont.height where column >> y & 1 == 1 {
                    let at = ((top + y) * image.width + left + i * BitmapFont.advance + x) * 3
                    for channel in 0..<3 { image.pixels[at + channel] = 40 }
                }
            }
        }
    }
}

/// Letters and digits of 5 x 7 dots, enough for class names in a picture.
private enum BitmapFont {
    static let height = 7
    static let advance = 6

    /// The columns of a character from left to right, the top dot in the lowest bit; a box where it is unknown.
    static func columns(of character: Character) -> [UInt8] {
        glyphs[Character(character.uppercased())] ?? [0x7f, 0x41, 0x41, 0x41, 0x7f]
    }

    private static let glyphs: [Character: [UInt8]] = [
        " ": [0, 0, 0, 0, 0], "-": [0x08, 0x08, 0x08, 0x08, 0x08], ".": [0, 0x60, 0x60, 0, 0],
        "_": [0x40, 0x40, 0x40, 0x40, 0x40], "0": [0x3e, 0x51, 0x49, 0x45, 0x3e], "1": [0, 0x42, 0x7f, 0x40, 0],
        "2": [0x42, 0x61, 0x51, 0x49, 0x46], "3": [0x21, 0x41, 0x45, 0x4b, 0x31], "4": [0x18, 0x14, 0x12, 0x7f, 0x10],
        "5": [0x27, 0x45, 0x45, 0x45, 0x39], "6": [0x3c, 0x4a, 0x49, 0x49, 0x30], "7": [0x01, 0x71, 0x09, 0x05, 0x03],
        "8": [0x36, 0x49, 0x49, 0x49, 0x36], "9": [0x06, 0x49, 0x49, 0x29, 0x1e], "A": [0x7e, 0x11, 0x11, 0x11, 0x7e],
        "B": [0x7f, 0x49, 0x49, 0x49, 0x36], "C": [0x3e, 0x41, 0x41, 0x41, 0x22], "D": [0x7f, 0x41, 0x41, 0x22, 0x1c],
        "E": [0x7f, 0x49, 0x49, 0x49, 0x41], "F": [0x7f, 0x09, 0x09, 0x09, 0x01], "G": [0x3e, 0x41, 0x49, 0x49, 0x7a],
        "H": [0x7f, 0x08, 0x08, 0x08, 0x7f], "I": [0, 0x41, 0x7f, 0x41, 0], "J": [0x20, 0x40, 0x41, 0x3f, 0x01],
        "K": [0x7f, 0x08, 0x14, 0x22, 0x41], "L": [0x7f, 0x40, 0x40, 0x40, 0x40], "M": [0x7f, 0x02, 0x0c, 0x02, 0x7f],
        "N": [0x7f, 0x04, 0x08, 0x10, 0x7f], "O": [0x3e, 0x41, 0x41, 0x41, 0x3e], "P": [0x7f, 0x09, 0x09, 0x09, 0x06],
        "Q": [0x3e, 0x41, 0x51, 0x21, 0x5e], "R": [0x7f, 0x09, 0x19, 0x29, 0x46], "S": [0x46, 0x49, 0x49, 0x49, 0x31],
        "T": [0x01, 0x01, 0x7f, 0x01, 0x01], "U": [0x3f, 0x40, 0x40, 0x40, 0x3f], "V": [0x1f, 0x20, 0x40, 0x20, 0x1f],
        "W": [0x3f, 0x40, 0x38, 0x40, 0x3f], "X": [0x63, 0x14, 0x08, 0x14, 0x63], "Y": [0x07, 0x08, 0x70, 0x08, 0x07],
        "Z": [0x61, 0x51, 0x49, 0x45, 0x43],
    ]
}

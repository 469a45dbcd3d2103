import Foundation
import Tensor

/// How many images to generate, and from which seed.
struct ShapesOptions {
    var training = 10_000
    var test = 2_000
    var seed: UInt64?

    init(_ options: SourceOptions) throws {
        training = try options.integer("train", default: 10_000, in: 10...1_000_000)
        test = try options.integer("test", default: 2_000, in: 1...1_000_000)
        seed = try options.seed()
    }
}

/// Generated 32 x 32 color images of ten shapes, for tutorials and tests without a download.
///
/// Place, size, angle, colors and noise are drawn for each image from the seed and its number alone. Classes differ by
/// outline, not by color, and three images in ten are dark on bright, so that a linear classifier sees something and a
/// deeper network much more.
enum Shapes {
    static let classNames = [
        "disc", "ring", "square", "frame", "triangle", "cross", "bar", "stripes", "checkers", "dots",
    ]
    private static let side = 32

    static func generate(_ options: ShapesOptions, seed: UInt64) -> (training: Dataset, test: Dataset) {
        let seed = options.seed ?? seed
        return (dataset(0..<options.training, seed), dataset(options.training..<options.training + options.test, seed))
    }

    private static func dataset(_ numbers: Range<Int>, _ seed: UInt64) -> Dataset {
        let shape = ImageShape(channels: 3, height: side, width: side)
        var pixels = [UInt8](repeating: 0, count: numbers.count * shape.dimensions)
        var labels: [Int32] = []
        for (i, number) in numbers.enumerated() {
            var random = Random(seed: seed, purpose: .data, position: number)
            let label = random.integer(below: classNames.count)
            labels.append(Int32(label))
            let start = i * shape.dimensions
            draw(label, into: &pixels[start..<start + shape.dimensions], using: &random)
        }
        return Dataset(
            name: "shapes", features: .bytes(pixels), labels: labels, classNames: classNames,
            dimensions: shape.dimensions, imageShape: shape)
    }

    private static func draw(_ label: Int, into image: inout ArraySlice<UInt8>, using random: inout Random) {
        let center = (x: random.uniform(in: 12..<20), y: random.uniform(in: 12..<20))
        let radius = random.uniform(in: 7..<12)
        let angle = random.uniform(in: -0.4..<0.4)
        let dark = (0..<3).map { _ in random.uniform(in: 20..<140) }
        let bright = (0..<3).map { _ in random.uniform(in: 110..<235) }
        let (foreground, background) = random.uniform() < 0.85 ? (bright, dark) : (dark, bright)
        let (sine, cosine) = (sin(angle) / radius, cos(angle) / radius)
        for y in 0..<side {
            for x in 0..<side {
                let (dx, dy) = (Double(x) - center.x, Double(y) - center.y)
                let isInside = contains(label, dx * cosine + dy * sine, dy * cosine - dx * sine)
                for channel in 0..<3 {
                    let value = (isInside ? foreground : background)[channel] + 80 * (random.uniform() - 0.5)
                    image[image.startIndex + (channel * side + y) * side + x] = UInt8(min(max(value, 0), 255))
                }
            }
        }
    }

    /// Whether a point belongs to the shape, in coordinates where the shape reaches from -1 to 1.
    private static func contains(_ label: Int, _ u: Double, _ v: Double) -> Bool {
        let distance = (u * u + v * v).squareRoot()
        let largest = max(abs(u), abs(v))
        return switch label {
        case 0: distance < 1
        case 1: distance < 1 && distance > 0.6
        case 2: largest < 0.9
        case 3: largest < 0.9 && largest > 0.5
        case 4: v < 0.8 && abs(u) < (v + 1) * 0.55
        case 5: largest < 1 && min(abs(u), abs(v)) < 0.3
        case 6: abs(u) < 0.4 && abs(v) < 1
        case 7: largest < 1 && Int(((v + 1) * 2.5).rounded(.down)) % 2 == 0
        case 8: largest < 1 && (Int(((u + 1) * 2).rounded(.down)) + Int(((v + 1) * 2).rounded(.down))) % 2 == 0
        default: (abs(abs(u) - 0.55) * abs(abs(u) - 0.55) + abs(abs(v) - 0.55) * abs(abs(v) - 0.55)).squareRoot() < 0.35
        }
    }
}

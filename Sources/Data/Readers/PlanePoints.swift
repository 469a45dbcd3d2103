import Foundation
import Tensor

/// How many points of which shape to generate, and from which seed.
struct PlaneOptions {
    let shape: PlaneShape
    /// Points that are learned from or validated on: as the usual 5,000 validate, 1,000 remain, as many as an eye can
    /// take in.
    var training = 6_000
    var test = 1_000
    /// The deviation of what is added to the coordinates.
    var noise: Double
    var classes: Int
    /// How often an arm of a spiral goes around.
    var turns = 1.0
    /// How far the middle of a cloud is from the origin.
    var separation = 1.0
    var seed: UInt64?

    init(_ shape: PlaneShape, _ texts: [String]) throws {
        let keys = ["train", "test", "noise"] + shape.ownOptions + ["seed"]
        let options = try SourceOptions(texts, of: shape.rawValue, keys: keys)
        self.shape = shape
        training = try options.integer("train", default: training, in: 10...1_000_000)
        test = try options.integer("test", default: test, in: 1...1_000_000)
        noise = try options.number("noise", default: shape.defaultNoise, in: 0...10)
        classes = try options.integer("classes", default: shape.defaultClasses, in: 2...6)
        turns = try options.number("turns", default: turns, in: 0...5)
        separation = try options.number("separation", default: separation, in: 0...100)
        seed = try options.seed()
    }
}

/// Generated points of the plane in a few classes, to see what a network does to its inputs.
///
/// The class of a point is its number modulo K, so that every class is as large as the others; its place is drawn from
/// the seed and its number alone. Training, validation and test points are different numbers.
enum PlanePoints {
    static func generate(_ options: PlaneOptions, seed: UInt64) -> (training: Dataset, test: Dataset) {
        let seed = options.seed ?? seed
        let border = options.training
        return (dataset(0..<border, options, seed), dataset(border..<border + options.test, options, seed))
    }

    private static func dataset(_ numbers: Range<Int>, _ options: PlaneOptions, _ seed: UInt64) -> Dataset {
        var features: [Float] = []
        for number in numbers {
            var random = Random(seed: seed, purpose: .data, position: number)
            let point = place(of: number % options.classes, options, &random)
            features += [Float(point.x), Float(point.y)]
        }
        return Dataset(
            name: options.shape.rawValue, features: .floats(features),
            labels: numbers.map { Int32($0 % options.classes) },
            classNames: options.shape.classNames(options.classes), dimensions: 2, imageShape: nil)
    }

    /// A point of a class; the formulas stand at ``PlaneShape``.
    private static func place(
        of label: Int, _ options: PlaneOptions, _ random: inout Random
    ) -> (x: Double, y: Double) {
        let share = Double(label) / Double(options.classes)
        var point: (x: Double, y: Double)
        switch options.shape {
        case .spiral:
            let r = random.uniform(in: 0.02..<1).squareRoot()
            point = polar(r, 2 * .pi * (share + options.turns * r))
        case .circles:
            let angle = random.uniform(in: 0..<2 * .pi)
            return polar(share + 1 / Double(options.classes) + options.noise * random.normal(), angle)
        case .xor:
            let (x, y) = (random.uniform(in: 0.08..<1), random.uniform(in: 0.08..<1))
            let sign: Double = random.uniform() < 0.5 ? -1 : 1
            point = (sign * x, label == 0 ? sign * y : -sign * y)
        case .gaussians: point = polar(options.separation, 2 * .pi * share)
        }
        point.x += options.noise * random.normal()
        point.y += options.noise * random.normal()
        return point
    }

    private static func polar(_ radius: Double, _ angle: Double) -> (x: Double, y: Double) {
        (radius * cos(angle), radius * sin(angle))
    }
}

import Data
import Foundation
import Platform
import Tensor
import TestSupport
import Testing

@Suite struct NormalizerTests {
    /// Ten images of 2 x 2 x 3 with one constant dimension, and the same values as floats.
    private func dataset(asBytes: Bool) -> Dataset {
        var random = Random.forTest()
        var pixels = (0..<120).map { _ in UInt8(random.integer(below: 256)) }
        for image in 0..<10 { pixels[image * 12 + 5] = 77 }
        return Dataset(
            name: "small", features: asBytes ? .bytes(pixels) : .floats(pixels.map { Float($0) }),
            labels: .init(repeating: 0, count: 10), classNames: ["a"], dimensions: 12,
            imageShape: ImageShape(channels: 3, height: 2, width: 2))
    }

    private func read(_ dataset: Dataset, _ normalizer: Normalizer, _ positions: [Int32]) throws -> Matrix<Double> {
        var X = Matrix<Double>(rows: 0, columns: 12)
        BatchReader<Double>(normalizer).read(positions[...], of: dataset, into: &X, on: try Backend(threads: 2))
        return X
    }

    @Test(arguments: [true, false]) func trainingSamplesGetMeanZeroAndDeviationOne(asBytes: Bool) throws {
        let dataset = dataset(asBytes: asBytes)
        let seen: [Int32] = [9, 1, 4, 4, 0, 2]
        let X = try read(dataset, Normalizer(standardizing: Subset(dataset, seen)), seen)
        for j in 0..<12 {
            let column = (0..<6).map { X[$0, j] }
            let mean = column.reduce(0, +) / 6
            let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6
            #expect(abs(mean) < 1e-12)
            #expect(abs(variance - (j == 5 ? 0 : 1)) < 1e-12, "dimension \(j)")
        }
    }

    @Test func theTestSplitDoesNotShiftTheMoments() throws {
        let dataset = dataset(asBytes: true)
        let a = try Normalizer(standardizing: Subset(dataset, [0, 1, 2]))
        let b = try Normalizer(standardizing: Subset(dataset, [0, 1, 3]))
        #expect(a != b)
        #expect(try read(dataset, a, [7]) != read(dataset, b, [7]))
    }

    @Test func planesShareTheirMoments() throws {
        let dataset = dataset(asBytes: true)
        let normalizer = try Normalizer(standardizing: Subset(dataset), byChannel: true)
        for plane in 0..<3 { #expect(Set(normalizer.mean[plane * 4..<plane * 4 + 4]).count == 1) }
        let X = try read(dataset, normalizer, Array(0..<10))
        let plane = (0..<10).flatMap { i in (4..<8).map { X[i, $0] } }
        #expect(abs(plane.reduce(0, +)) < 1e-10)
        #expect(abs(plane.reduce(0) { $0 + $1 * $1 } / 40 - 1) < 1e-10)
    }

    @Test func withoutMomentsPixelsAreSharesOf255() throws {
        let dataset = dataset(asBytes: true)
        let X = try read(dataset, Normalizer(withoutMomentsOf: dataset), [3])
        guard case .bytes(let pixels) = dataset.features else { return }
        for j in 0..<12 { #expect(abs(X[0, j] - Double(pixels[36 + j]) / 255) < 1e-15) }
    }

    @Test func planesOfWhatIsNoImageAreRefused() {
        let table = Dataset(
            name: "table", features: .floats([1, 2]), labels: [0, 1], classNames: ["a", "b"], dimensions: 1,
            imageShape: nil)
        #expect { try Normalizer(standardizing: Subset(table), byChannel: true) } throws: {
            ($0 as? LabError)?.kind == .usage
        }
    }
}

@Suite struct PixelImageTests {
    /// Files of all sizes, as memory that has been freed tends to hold what it held where it is small or large.
    @Test(arguments: [1, 3], [(5, 4), (28, 28), (32, 32), (64, 64), (300, 200)])
    func survivesPNG(channels: Int, size: (width: Int, height: Int)) throws {
        var random = Random.forTest()
        let image = PixelImage(
            width: size.width, height: size.height, channels: channels,
            pixels: (0..<size.width * size.height * channels).map { _ in UInt8(random.integer(below: 256)) })
        let folder = try TemporaryFolder()
        let path = try folder.write("a.png", image.pngData())
        #expect(try PixelImage(png: URL(fileURLWithPath: path)) == image)
        #expect(try PixelImage(planes: image.planes(image.shape), image.shape) == image)
    }

    @Test func isScaledAndTurnedToGray() throws {
        let image = PixelImage(
            width: 2, height: 2, channels: 3, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
        let gray = try image.planes(ImageShape(channels: 1, height: 1, width: 1))
        // The three primaries add up to one white pixel, so the mean is that of two white and two black ones.
        #expect(gray == [128])
        #expect(try image.planes(ImageShape(channels: 3, height: 4, width: 4)).prefix(4) == [255, 255, 0, 0])
    }
}

@Suite struct WhiteningTests {
    /// Images whose neighboring values are alike.
    private func dataset(_ count: Int, dimensions d: Int) -> Dataset {
        var random = Random.forTest()
        let pixels = (0..<count).flatMap { _ -> [UInt8] in
            var value = 128.0
            return (0..<d).map { _ in
                value += 0.3 * (128 - value) + 20 * random.normal()
                return UInt8(min(max(value, 0), 255))
            }
        }
        return Dataset(
            name: "alike", features: .bytes(pixels), labels: (0..<Int32(count)).map { $0 % 2 }, classNames: ["a", "b"],
            dimensions: d, imageShape: nil)
    }

    private func whitened(_ subset: Subset, epsilon: Double, threads: Int = 2) throws -> (Normalizer, Matrix<Double>) {
        let backend = try Backend(threads: threads)
        let normalizer = try Normalizer(whitening: subset, epsilon: epsilon, on: backend)
        let prepared = try normalizer.prepared(subset, on: backend)
        var X = Matrix<Double>(rows: 0, columns: subset.dataset.dimensions)
        BatchReader<Double>(normalizer).read(prepared.positions[...], of: prepared.dataset, into: &X, on: backend)
        return (normalizer, X)
    }

    @Test(arguments: [1, 7, 33]) func whiteInputsAreUncorrelated(d: Int) throws {
        let subset = Subset(dataset(1100, dimensions: d), (0..<1100).reversed())
        let (normalizer, X) = try whitened(subset, epsilon: 1e-6)
        var C = Matrix<Double>(rows: d, columns: d)
        C.setProduct(X, transposeA: true, X, on: try Backend())
        for j in 0..<d {
            let mean = (0..<1100).reduce(0) { $0 + X[$1, j] } / 1100
            #expect(abs(mean) < 1e-4)
            for k in 0..<d { #expect(abs(C[j, k] / 1100 - (j == k ? 1 : 0)) < 1e-3, "\(j), \(k)") }
        }
        // Zero phase: the product is symmetric, so that an image stays where it is.
        let W = try #require(normalizer.whitening)
        for j in 0..<d { for k in 0..<j { #expect(abs(W[j, k] - W[k, j]) < 1e-5) } }
    }

    /// A large epsilon leaves the inputs as they were, but for one factor.
    @Test func epsilonTamesIt() throws {
        let subset = Subset(dataset(300, dimensions: 9))
        let (normalizer, _) = try whitened(subset, epsilon: 100)
        let W = try #require(normalizer.whitening)
        for j in 0..<9 { for k in 0..<9 { #expect(abs(W[j, k] - (j == k ? 0.1 : 0)) < 0.01) } }
    }

    @Test func keepsOrderAndLabelsAndBits() throws {
        let dataset = dataset(700, dimensions: 12)
        let subset = Subset(dataset, stride(from: Int32(699), through: 1, by: -2))
        let (normalizer, X) = try whitened(subset, epsilon: 0.1, threads: 1)
        let (again, same) = try whitened(subset, epsilon: 0.1, threads: 3)
        #expect(normalizer == again && X == same)
        let prepared = try normalizer.prepared(subset, on: try Backend())
        #expect(prepared.dataset.labels == subset.labels(subset.positions[...]))
        #expect(Array(prepared.positions) == Array(0..<350))
    }

    @Test func whatWouldFillTheMemoryIsRefused() throws {
        let subset = Subset(dataset(1, dimensions: 3072), repeatElement(0, count: 1_000_000))
        #expect { try Normalizer(whitening: subset, epsilon: 1, on: Backend()) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("13 GB") && "\($0)".contains("standardize")
        }
    }
}

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
        let X = try read(dataset, Normalizer(.perDimension, fittedTo: Subset(dataset, seen)), seen)
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
        let a = try Normalizer(.perDimension, fittedTo: Subset(dataset, [0, 1, 2]))
        let b = try Normalizer(.perDimension, fittedTo: Subset(dataset, [0, 1, 3]))
        #expect(a != b)
        #expect(try read(dataset, a, [7]) != read(dataset, b, [7]))
    }

    @Test func planesShareTheirMoments() throws {
        let dataset = dataset(asBytes: true)
        let normalizer = try Normalizer(.perChannel, fittedTo: Subset(dataset))
        for plane in 0..<3 { #expect(Set(normalizer.mean[plane * 4..<plane * 4 + 4]).count == 1) }
        let X = try read(dataset, normalizer, Array(0..<10))
        let plane = (0..<10).flatMap { i in (4..<8).map { X[i, $0] } }
        #expect(abs(plane.reduce(0, +)) < 1e-10)
        #expect(abs(plane.reduce(0) { $0 + $1 * $1 } / 40 - 1) < 1e-10)
    }

    @Test func withoutMomentsPixelsAreSharesOf255() throws {
        let dataset = dataset(asBytes: true)
        let X = try read(dataset, Normalizer(.none, fittedTo: Subset(dataset)), [3])
        guard case .bytes(let pixels) = dataset.features else { return }
        for j in 0..<12 { #expect(abs(X[0, j] - Double(pixels[36 + j]) / 255) < 1e-15) }
    }

    @Test func planesOfWhatIsNoImageAreRefused() {
        let table = Dataset(
            name: "table", features: .floats([1, 2]), labels: [0, 1], classNames: ["a", "b"], dimensions: 1,
            imageShape: nil)
        #expect { try Normalizer(.perChannel, fittedTo: Subset(table)) } throws: { ($0 as? LabError)?.kind == .usage }
    }
}

@Suite struct PixelImageTests {
    @Test(arguments: [1, 3]) func survivesPNG(channels: Int) throws {
        var random = Random.forTest()
        let image = PixelImage(
            width: 5, height: 4, channels: channels,
            pixels: (0..<20 * channels).map { _ in UInt8(random.integer(below: 256)) })
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

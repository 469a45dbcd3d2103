import Components
import Data
import Foundation
import Platform
import Tensor
import Training

/// Sample images before and after something is done to them: the first row as they were, below it what became of them.
struct SampleImages {
    private static let shown = 10
    private static let draws = 3
    private let samples: Subset
    private let shape: ImageShape
    private let backend: Backend
    private var cells: [(image: PixelImage, caption: String)] = []

    /// Nothing but the samples so far.
    ///
    /// - Throws: ``LabError`` of kind `usage` where they are no images, or the file is to be no PNG.
    init(_ samples: Subset, for url: URL) throws {
        guard url.pathExtension == "png" else {
            throw LabError.usage(
                "\(url.lastPathComponent) is no name for a picture of images: it does not end in .png.")
        }
        guard let shape = samples.dataset.imageShape else {
            throw LabError.usage("\(samples.dataset.name) holds no images to show; choose another --dataset.")
        }
        self.samples = samples
        self.shape = shape
        backend = try Backend()
    }

    /// The samples, and three times what an augmentation makes of them as standardized inputs.
    func augmented(by augmentation: any Augmentation, seed: UInt64, _ fault: ComponentFault) throws -> SampleImages {
        try augmentation.check(shape: shape)
        let normalizer = try Normalizer(standardizing: samples)
        let X = read(samples, normalizer)
        var result = self
        result.add(X, normalizer, captions: captions)
        for draw in 0..<SampleImages.draws {
            var changed = X
            var random = Random(seed: seed, purpose: .augmentation, position: draw)
            augmentation.apply(to: &changed, shape: shape, using: &random, on: backend)
            try fault.check()
            result.add(changed, normalizer, captions: captions.map { _ in "" })
        }
        return result
    }

    /// The samples, and the inputs that a preprocessing makes of them, each image from its lowest value to its highest.
    func preprocessed(by preprocessing: any Preprocessing) throws -> SampleImages {
        let plain = Normalizer(withoutMomentsOf: samples.dataset)
        let fitted = try Normalizer(preprocessing.transform, fittedTo: samples, on: backend) { _ in
            try Interruption.check()
        }
        let first = samples.prefix(SampleImages.shown)
        var X = read(try fitted.prepared(first, on: backend), fitted)
        X.stretchRows(to: 255)
        var result = self
        result.add(read(samples, plain), plain, captions: captions)
        let bytes = Normalizer(
            mode: .none, mean: .init(repeating: 0, count: X.columns), deviation: .init(repeating: 1, count: X.columns))
        result.add(X, bytes, captions: captions.map { _ in "" })
        return result
    }

    func write(to url: URL) throws {
        let scale = max(64 / max(shape.width, 1), 1)
        try DurableFile.write(
            ImageGrid(cells, columns: min(SampleImages.shown, samples.count), scale: scale).image.pngData(), to: url)
    }

    private var captions: [String] {
        samples.labels(samples.positions.prefix(SampleImages.shown)).map { samples.dataset.classNames[Int($0)] }
    }

    private func read(_ subset: Subset, _ normalizer: Normalizer) -> Matrix<Float> {
        var X = Matrix<Float>(rows: 0, columns: shape.dimensions)
        BatchReader<Float>(normalizer).read(
            subset.positions.prefix(SampleImages.shown), of: subset.dataset, into: &X, on: backend)
        return X
    }

    /// A row of images from normalized inputs: x * deviation + mean, cut off at 0 and 255.
    private mutating func add(_ X: Matrix<Float>, _ normalizer: Normalizer, captions: [String]) {
        for (i, caption) in captions.enumerated() {
            let planes = X.row(i).enumerated().map { j, x in
                UInt8(min(max(Double(x) * normalizer.deviation[j] + normalizer.mean[j], 0), 255).rounded())
            }
            cells.append((image: PixelImage(planes: planes, shape), caption: caption))
        }
    }
}

extension Matrix where S == Float {
    /// Each row from its lowest value at 0 to its highest at the top; a row of one value becomes 0.
    fileprivate mutating func stretchRows(to top: Float) {
        for i in 0..<rows {
            let row = row(i)
            let (low, high) = (row.min() ?? 0, row.max() ?? 0)
            for j in 0..<columns { self[i, j] = top * (row[j] - low) / max(high - low, .leastNormalMagnitude) }
        }
    }
}

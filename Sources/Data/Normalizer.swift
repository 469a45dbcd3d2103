import Foundation
import Platform
import Tensor

/// The map from raw values to inputs: x = (value - mean) / deviation, with moments of the training samples only, and a
/// whitening product behind it where asked.
public struct Normalizer: Sendable, Equatable {
    /// Over what the moments are taken.
    public enum Mode: String, CaseIterable, Sendable {
        /// Each of the d values has its own mean and deviation.
        case perDimension = "per_dimension"
        /// Each color plane has one mean and deviation.
        case perChannel = "per_channel"
        /// Each value is centred, all are divided by one deviation and whitened.
        case zca
        /// No moments: pixels are divided by 255, other values stay as they are.
        case none
    }

    /// Over what the moments are taken.
    public let mode: Mode
    /// What is subtracted, d values.
    public let mean: [Double]
    /// What is divided by, d values: the population deviation (1/n), or 1 where a dimension is constant.
    public let deviation: [Double]

    /// What is multiplied by from the right in the end, d x d and symmetric; nil but for ``Mode/zca``.
    public internal(set) var whitening: Matrix<Float>?

    /// A normaliser with known moments, as a stored model has it.
    public init(mode: Mode, mean: [Double], deviation: [Double], whitening: Matrix<Float>? = nil) {
        self.mode = mode
        self.mean = mean
        self.deviation = deviation
        self.whitening = whitening
    }

    /// No moments: pixels become shares of 255, other values stay.
    public init(withoutMomentsOf dataset: Dataset) {
        let isBytes = if case .bytes = dataset.features { true } else { false }
        self.init(
            mode: .none, mean: .init(repeating: 0, count: dataset.dimensions),
            deviation: .init(repeating: isBytes ? 255 : 1, count: dataset.dimensions))
    }

    /// The mean and the deviation of each dimension of some training samples, or of each of their color planes.
    ///
    /// - Throws: ``LabError`` of kind `usage` for color planes of data that are no images.
    public init(standardizing subset: Subset, byChannel: Bool = false) throws {
        guard byChannel else {
            self.init(.perDimension, Moments(subset), group: 1)
            return
        }
        guard let shape = subset.dataset.imageShape else {
            throw LabError.usage(
                "--normalize per_channel needs images, but \(subset.dataset.name) has none; use standardize.")
        }
        self.init(.perChannel, Moments(subset), group: shape.height * shape.width)
    }

    /// The mean of each dimension, and for all the root of their mean variance.
    init(centering moments: Moments) {
        let mean = moments.sum.map { $0 / moments.count }
        let variances = zip(mean, moments.sumOfSquares).map { max($1 / moments.count - $0 * $0, 0) }
        let variance = variances.reduce(0, +) / Double(max(variances.count, 1))
        let largest = mean.reduce(1) { max($0, $1 * $1) }
        let deviation = variance <= 1e-14 * largest ? 1 : variance.squareRoot()
        self.init(mode: .zca, mean: mean, deviation: .init(repeating: deviation, count: mean.count))
    }

    /// Moments shared by groups of neighboring dimensions.
    private init(_ mode: Mode, _ moments: Moments, group: Int) {
        var mean = moments.sum
        var deviation = moments.sum
        for start in stride(from: 0, to: mean.count, by: group) {
            let range = start..<start + group
            let n = moments.count * Double(group)
            let m = moments.sum[range].reduce(0, +) / n
            let variance = max(moments.sumOfSquares[range].reduce(0, +) / n - m * m, 0)
            // Rounding leaves about 1e-16 of the square where every value is the same.
            let isConstant = variance <= 1e-14 * max(m * m, 1)
            for j in range {
                mean[j] = m
                deviation[j] = isConstant ? 1 : variance.squareRoot()
            }
        }
        self.init(mode: mode, mean: mean, deviation: deviation)
    }

    /// x = value * scale + shift: 1 / deviation (1 x d).
    public func scale<S: Scalar>(_ type: S.Type = S.self) -> Matrix<S> {
        Matrix(rows: 1, columns: mean.count, deviation.map { S(1 / $0) })
    }

    /// x = value * scale + shift: -mean / deviation (1 x d).
    public func shift<S: Scalar>(_ type: S.Type = S.self) -> Matrix<S> {
        Matrix(rows: 1, columns: mean.count, zip(mean, deviation).map { S(-$0 / $1) })
    }
}

/// Sums over the samples of a subset, by dimension.
struct Moments {
    let count: Double
    var sum: [Double]
    var sumOfSquares: [Double]

    init(_ subset: Subset) {
        let d = subset.dataset.dimensions
        count = Double(subset.count)
        switch subset.dataset.features {
        case .bytes(let pixels):
            let sums = pixelSums(pixels, at: subset.positions, dimensions: d)
            sum = sums.sum.map { Double($0) }
            sumOfSquares = sums.sumOfSquares.map { Double($0) }
        case .floats(let values):
            sum = .init(repeating: 0, count: d)
            sumOfSquares = sum
            for position in subset.positions {
                for j in 0..<d {
                    let value = Double(values[Int(position) * d + j])
                    sum[j] += value
                    sumOfSquares[j] += value * value
                }
            }
        }
    }
}

/// Reads batches: gathers, converts and normalises in one pass.
public struct BatchReader<S: Scalar>: Sendable {
    private let scale: Matrix<S>
    private let shift: Matrix<S>

    /// A reader with the moments of the training samples, of subsets that ``Normalizer/prepared(_:on:observer:)`` gave.
    public init(_ normalizer: Normalizer) {
        let d = normalizer.mean.count
        if normalizer.whitening == nil {
            self.init(scale: normalizer.scale(), shift: normalizer.shift())
        } else {
            self.init(scale: Matrix(rows: 1, columns: d, repeating: 1), shift: Matrix(rows: 1, columns: d))
        }
    }

    init(scale: Matrix<S>, shift: Matrix<S>) {
        self.scale = scale
        self.shift = shift
    }

    /// An empty batch to read into.
    ///
    /// - Parameters:
    ///   - dataset: whose samples will be read.
    ///   - asImages: whether images stay bytes, for a network that reads them so.
    public func batch(of dataset: Dataset, asImages: Bool) -> Batch<S> {
        if asImages, case .bytes = dataset.features { return Batch(ImageBatch(scale: scale, shift: shift)) }
        return Batch(Matrix(rows: 0, columns: dataset.dimensions))
    }

    /// Reads the samples of a data set at these positions.
    ///
    /// - Parameters:
    ///   - positions: which samples, in the order of the rows.
    ///   - dataset: where the samples are.
    ///   - batch: takes n samples, one for each position.
    ///   - ahead: only begins where that is possible; see ``Backend/finishReadingAhead()``.
    ///   - backend: what computes.
    public func read(
        _ positions: ArraySlice<Int32>, of dataset: Dataset, into batch: inout Batch<S>, ahead: Bool = false,
        on backend: Backend
    ) {
        if batch.images != nil, case .bytes(let pixels) = dataset.features {
            batch.images!.copy(pixels, at: positions, ahead: ahead, on: backend)
        } else {
            read(positions, of: dataset, into: &batch.samples, ahead: ahead, on: backend)
        }
    }

    /// The same without a copy, where images stay bytes: for samples that are read once, or in the order in which they lie.
    public func refer(
        to positions: ArraySlice<Int32>, of dataset: Dataset, in batch: inout Batch<S>, on backend: Backend
    ) {
        if batch.images != nil, case .bytes(let pixels) = dataset.features {
            batch.images!.refer(to: pixels, at: positions)
        } else {
            read(positions, of: dataset, into: &batch.samples, on: backend)
        }
    }

    /// X (n x d) = the samples of a data set at these positions.
    ///
    /// - Parameters:
    ///   - positions: which samples, in the order of the rows.
    ///   - dataset: where the samples are.
    ///   - X: becomes n x d, one row for each position.
    ///   - ahead: only begins where that is possible; see ``Matrix/setImages(_:at:scale:shift:ahead:on:)``.
    ///   - backend: what computes.
    public func read(
        _ positions: ArraySlice<Int32>, of dataset: Dataset, into X: inout Matrix<S>, ahead: Bool = false,
        on backend: Backend
    ) {
        switch dataset.features {
        case .bytes(let pixels):
            X.setImages(pixels, at: positions, scale: scale, shift: shift, ahead: ahead, on: backend)
        case .floats(let values): X.setSamples(values, at: positions, scale: scale, shift: shift)
        }
    }
}

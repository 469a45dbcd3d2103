import Platform
import Tensor

/// How far the preparation of inputs has come.
public struct PreparationProgress: Sendable {
    /// What is done.
    public enum Stage: String, Sendable {
        /// The covariance of the dimensions, sample by sample.
        case covariance
        /// Its eigenvectors, in one go.
        case eigenvectors
        /// Whitening the samples.
        case whitening
    }

    /// What is done.
    public let stage: Stage
    /// Samples done.
    public let done: Int
    /// Samples in all.
    public let total: Int
}

/// Told how far a preparation has come; what it throws ends it.
public typealias PreparationObserver = (PreparationProgress) throws -> Void

extension Normalizer {
    /// Whitening by the zero-phase components of the training samples (Krizhevsky 2009, appendix A).
    ///
    /// With the covariance s^2 V^T diag(v) V of the dimensions, s^2 being the mean of the variances, an input is
    /// (value - mean) / s * V^T diag(1 / sqrt(v + epsilon)) V. O(n d^2 + d^3).
    /// - Parameters:
    ///   - subset: the training samples.
    ///   - epsilon: added to each v; 1 is the mean of them.
    ///   - backend: what computes.
    ///   - observer: told after every block of samples.
    /// - Throws: ``LabError`` of kind `usage` where it would need more than ``whiteningMemory``, `badData` where values
    ///   are not finite; what the observer throws.
    public init(
        whitening subset: Subset, epsilon: Double, on backend: Backend, observer: PreparationObserver = { _ in }
    ) throws {
        try Normalizer.checkMemory(samples: subset.count, dimensions: subset.dataset.dimensions)
        self.init(centering: Moments(subset))
        let covariance = try covariance(of: subset, on: backend, observer)
        try observer(PreparationProgress(stage: .eigenvectors, done: 0, total: subset.count))
        let (values, vectors) = try covariance.symmetricEigen()
        var scaled = vectors
        let factors = Matrix<Double>(
            rows: 1, columns: values.count, values.map { 1 / (max($0, 0) + epsilon).squareRoot() })
        scaled.scaleRows(by: factors)
        var whitening = covariance
        whitening.setProduct(vectors, transposeA: true, scaled, on: backend)
        self.whitening = whitening.converted()
    }

    /// The most bytes that whitening may take.
    public static let whiteningMemory = 8e9

    /// Refuses what would not fit: the samples as floats, and five matrices of d x d doubles while they are fitted.
    static func checkMemory(samples: Int, dimensions d: Int) throws {
        let bytes = 4 * Double(samples) * Double(d) + 40 * Double(d) * Double(d)
        guard bytes <= whiteningMemory else {
            throw LabError.usage(
                "--normalize zca would take about \(Int((bytes / 1e9).rounded())) GB for \(samples) samples of \(d) values, "
                    + "but \(Int(whiteningMemory / 1e9)) GB are the most; use --normalize standardize, or less data.")
        }
    }

    /// C = mean over the samples of x^T x for centred x, in blocks of samples that depend on their number alone.
    private func covariance(
        of subset: Subset, on backend: Backend, _ observer: PreparationObserver
    ) throws -> Matrix<Double> {
        let d = subset.dataset.dimensions
        var C = Matrix<Double>(rows: d, columns: d)
        let reader = BatchReader<Double>(scale: scale(), shift: shift())
        var X = Matrix<Double>(rows: 0, columns: d)
        for block in subset.blocks {
            reader.read(block, of: subset.dataset, into: &X, on: backend)
            C.setProduct(X, transposeA: true, X, beta: 1, on: backend)
            try observer(PreparationProgress(stage: .covariance, done: block.endIndex, total: subset.count))
        }
        let n = Double(subset.count)
        C.apply { $0 / n }
        return C
    }

    /// The samples as a ``BatchReader`` of this normalizer wants them: whitened once and kept as floats, or as they are.
    ///
    /// - Throws: ``LabError`` of kind `usage` where that needs too much memory; what the observer throws.
    public func prepared(
        _ subset: Subset, on backend: Backend, observer: PreparationObserver = { _ in }
    ) throws -> Subset {
        guard let whitening else { return subset }
        let dataset = subset.dataset
        try Normalizer.checkMemory(samples: subset.count, dimensions: dataset.dimensions)
        let reader = BatchReader<Float>(scale: scale(), shift: shift())
        var X = Matrix<Float>(rows: 0, columns: dataset.dimensions)
        var white = X
        var values: [Float] = []
        values.reserveCapacity(subset.count * dataset.dimensions)
        for block in subset.blocks {
            reader.read(block, of: dataset, into: &X, on: backend)
            white.setProduct(X, whitening, on: backend)
            white.withEntries { values.append(contentsOf: $0) }
            try observer(PreparationProgress(stage: .whitening, done: block.endIndex, total: subset.count))
        }
        return Subset(
            Dataset(
                name: dataset.name, features: .floats(values), labels: subset.labels,
                classNames: dataset.classNames, dimensions: dataset.dimensions, imageShape: dataset.imageShape))
    }
}

extension Subset {
    /// Its positions in blocks, as whitening takes them.
    fileprivate var blocks: [ArraySlice<Int32>] {
        stride(from: 0, to: count, by: 512).map { positions[$0..<min($0 + 512, count)] }
    }
}

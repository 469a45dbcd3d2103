import CCore

/// A batch X (n x d) of images that stay bytes: X = pixel * scale + shift, by dimension, made by the kernels as they read.
///
/// The bytes are a quarter of the numbers, and stay in a core's cache from the forward pass to the backward pass.
public struct ImageBatch<S: Scalar>: @unchecked Sendable {
    /// Images n.
    public var rows: Int { index.count }
    /// Pixels of an image, d.
    public let columns: Int
    let scale: Matrix<S>
    let shift: Matrix<S>
    /// Which rows of the source, in the order of the batch.
    private var index: ArraySlice<Int32> = []
    /// Copied bytes, where the batch does not lie in `borrowed`.
    private var copied = MatrixStorage<UInt8>(capacity: 0)
    private var borrowed: [UInt8]?

    /// An empty batch; scale and shift are 1 x d.
    public init(scale: Matrix<S>, shift: Matrix<S>) {
        precondition(scale.count == shift.count, "Moments of \(scale.shape) and \(shift.shape) differ.")
        self.scale = scale
        self.shift = shift
        columns = scale.count
    }

    /// Refers to the images of these positions where they lie.
    ///
    /// - Parameters:
    ///   - pixels: N x d bytes, one image after the other.
    ///   - positions: which images.
    public mutating func refer(to pixels: [UInt8], at positions: ArraySlice<Int32>) {
        check(positions, of: pixels.count)
        borrowed = pixels
        index = positions
    }

    /// Copies the images of these positions.
    ///
    /// - Parameters:
    ///   - pixels: N x d bytes, one image after the other.
    ///   - positions: which images.
    ///   - ahead: only begins, on the workers that are idle. Until ``Backend/finishReadingAhead()`` the batch must not
    ///     be touched, and the arrays must be kept as they are by whoever owns them.
    ///   - backend: what computes.
    public mutating func copy(
        _ pixels: [UInt8], at positions: ArraySlice<Int32>, ahead: Bool = false, on backend: Backend
    ) {
        check(positions, of: pixels.count)
        let n = positions.count
        if borrowed != nil || index.count != n { index = ArraySlice(0..<Int32(n)) }
        borrowed = nil
        if n * columns > copied.capacity || !isKnownUniquelyReferenced(&copied) {
            copied = MatrixStorage(capacity: n * columns)
        }
        pixels.withUnsafeBufferPointer { pixels in
            positions.withUnsafeBufferPointer { positions in
                cc_gather_images(
                    backend.pool, copied.elements, pixels.baseAddress!, positions.baseAddress!, n, columns, ahead)
            }
        }
    }

    private func check(_ positions: ArraySlice<Int32>, of count: Int) {
        precondition(!positions.isEmpty && count % columns == 0, "\(count) pixels are no rows of \(columns).")
        precondition(
            positions.allSatisfy { $0 >= 0 && Int($0) < count / columns }, "Positions reach beyond \(count) pixels.")
    }

    func withPixels(_ body: (UnsafePointer<UInt8>, UnsafePointer<Int32>) -> Void) {
        index.withUnsafeBufferPointer { index in
            guard let borrowed else { return body(copied.elements, index.baseAddress!) }
            borrowed.withUnsafeBufferPointer { body($0.baseAddress!, index.baseAddress!) }
        }
    }
}

extension Backend {
    /// Whether a linear layer of so many outputs can read images as bytes.
    public func readsImages(outputs: Int) -> Bool { cc_gemm_reads_images(gemm, outputs) }
}

extension Matrix {
    /// self (n x m) = X W^T for images X (n x d) and W (m x d).
    public mutating func setProduct(_ X: ImageBatch<S>, transposeB W: Matrix, on backend: Backend) {
        precondition(X.columns == W.columns && columns == W.rows, "\(W.shape) does not fit images of \(X.columns).")
        precondition(backend.readsImages(outputs: W.rows), "A layer of \(W.rows) outputs reads numbers here.")
        reserve(rows: X.rows)
        let out = mutablePointer
        X.withPixels { pixels, index in
            S.imagesProduct(
                backend, out, pixels, index, X.scale.pointer, X.shift.pointer, W.pointer, X.rows, X.columns, W.rows)
        }
    }

    /// self (m x d) = alpha dY^T X + beta self for images X (n x d) and dY (n x m).
    public mutating func setProduct(
        transposeA dY: Matrix, _ X: ImageBatch<S>, alpha: S = 1, beta: S = 0, on backend: Backend
    ) {
        precondition(
            X.columns == columns && dY.rows == X.rows && rows == dY.columns, "\(dY.shape) does not fit \(shape).")
        precondition(backend.readsImages(outputs: rows), "A layer of \(rows) outputs reads numbers here.")
        let out = mutablePointer
        X.withPixels { pixels, index in
            S.imagesGradient(
                backend, out, dY.pointer, pixels, index, X.scale.pointer, X.shift.pointer, X.rows, X.columns,
                dY.columns, alpha, beta)
        }
    }
}

/// A batch on its way into a network: X (n x d) as numbers, or images that stay bytes.
public struct Batch<S: Scalar>: Sendable {
    /// The samples as numbers; empty where they stay bytes.
    public var samples: Matrix<S>
    /// The samples as bytes; nil where they are numbers.
    public var images: ImageBatch<S>?

    /// A batch of numbers.
    public init(_ samples: Matrix<S>) { self.samples = samples }

    /// A batch of images that stay bytes.
    public init(_ images: ImageBatch<S>) {
        samples = Matrix(rows: 0, columns: images.columns)
        self.images = images
    }
}

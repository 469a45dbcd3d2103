import Tensor

/// Every kernel of the set in use, at the shapes of a 3072-50-50-10 network with batches of 100, on one thread.
package enum KernelBenchmark {
    /// Measures them in the order of the kernel table, the updates before the sums and the noise.
    ///
    /// Bytes are those of the operands, read or written once each; small ones come from a cache, so that more than the
    /// bandwidth of the memory is no mistake. Operations are those of the formula: additions, products, quotients,
    /// comparisons, roots and exponentials count one each. Kernels that mostly draw random numbers have none.
    /// - Parameter onRow: told each row as it comes.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package static func run<S: Scalar>(_ type: S.Type, repeats: Int, onRow: (BenchmarkRow) -> Void) throws {
        try withoutActuallyEscaping(onRow) { onRow in
            var rows = KernelRows<S>(backend: try Backend(), repeats: repeats, onRow: onRow)
            try rows.measureInputs()
            try rows.measureElements()
            try rows.measureNormalization()
            try rows.measureLoss()
            try rows.measureUpdates()
            try rows.measureNoise()
        }
    }
}

/// The kernels in groups that share their operands.
private struct KernelRows<S: Scalar> {
    let backend: Backend
    let repeats: Int
    let onRow: (BenchmarkRow) -> Void
    private var random = Random(seed: 1, purpose: .data)
    private let n = 100
    private let d = 3072
    private let units = 50
    private let classes = 10
    private let size = MemoryLayout<S>.size

    init(backend: Backend, repeats: Int, onRow: @escaping (BenchmarkRow) -> Void) {
        self.backend = backend
        self.repeats = repeats
        self.onRow = onRow
    }

    private mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix<S> {
        var X = Matrix<S>(rows: rows, columns: columns)
        X.addNormal(deviation: 1, using: &random)
        return X
    }

    /// - Parameter operations: floating-point operations for each element; 0 where they are not the point.
    private func add(
        _ name: String, _ rows: Int, _ columns: Int, bytes: Int, operations: Int = 0, _ work: () -> Void
    ) throws {
        onRow(
            BenchmarkRow(
                name, shape: "\(rows) x \(columns)", try Measurement.of(repeats: repeats, work),
                operations: Double(operations * rows * columns), bytes: Double(bytes)))
    }

    mutating func measureInputs() throws {
        let images = 10_000
        let pixels = [UInt8](scattered: images * d)
        let values = pixels[..<(n * d)].map { Float($0) }
        let order = random.permutation(images)
        let (scale, shift) = (matrix(1, d), matrix(1, d))
        var X = matrix(n, d)
        var at = 0
        try add("im2vec", n, d, bytes: n * d * (1 + size), operations: 2) {
            // Another batch each time: images come from memory, as they do in training.
            X.setImages(pixels, at: order[at..<at + n], scale: scale, shift: shift, on: backend)
            at = (at + n) % (images - n)
        }
        let first = (0..<Int32(n)).map { $0 }
        try add("gather", n, d, bytes: n * d * (4 + size), operations: 2) {
            X.setSamples(values, at: first[...], scale: scale, shift: shift)
        }
    }

    mutating func measureElements() throws {
        let (Z, dA, bias) = (matrix(n, units), matrix(n, units), matrix(1, units))
        var (A, dZ, sums) = (Z, Z, bias)
        let block = n * units * size
        try add("add_bias", n, units, bytes: 2 * block, operations: 1) { A.addToRows(bias) }
        try add("column_sums", n, units, bytes: block, operations: 1) { sums.setColumnSums(of: Z) }
        try add("exp", n, units, bytes: 2 * block, operations: 1) { A.setExp(of: Z) }
        try add("exp in place", n, units, bytes: 2 * block, operations: 1) { A.applyExp() }
        try add("expm1", n, units, bytes: 2 * block, operations: 1) { A.setExpMinusOne(of: Z) }
        try add("relu", n, units, bytes: 2 * block, operations: 1) { A.setReLU(of: Z) }
        try add("relu_backward", n, units, bytes: 3 * block, operations: 1) { dZ.setReLUGradient(dA, output: A) }
    }

    mutating func measureNormalization() throws {
        let (Z, dA, gamma, beta) = (matrix(n, units), matrix(n, units), matrix(1, units), matrix(1, units))
        var (A, dZ) = (Z, Z)
        var (dGamma, dBeta, moments) = (gamma, beta, BatchMoments<S>(columns: units))
        let block = n * units * size
        for relu in [false, true] {
            // Mean 1, variance 3, scale and shift 2; backward: the standardized value 2, two sums 3, the gradient 5.
            try add(
                relu ? "batchnorm_relu" : "batchnorm", n, units, bytes: 2 * block, operations: relu ? 7 : 6
            ) {
                A.setBatchNorm(Z, gamma: gamma, beta: beta, epsilon: 1e-5, relu: relu, moments: &moments)
            }
            try add(
                relu ? "batchnorm_relu_backward" : "batchnorm_backward", n, units, bytes: 3 * block,
                operations: relu ? 11 : 10
            ) {
                dZ.setBatchNormGradient(
                    dA, input: Z, reluOutput: relu ? A : nil, gamma: gamma, moments: moments, dGamma: &dGamma,
                    dBeta: &dBeta)
            }
        }
        try add("scale_shift", n, units, bytes: 2 * block, operations: 2) { A.setScaled(Z, by: gamma, plus: beta) }
    }

    mutating func measureLoss() throws {
        let scores = matrix(n, classes)
        let labels = (0..<n).map { Int32($0 % classes) }
        var P = scores
        let block = n * classes * size
        try add("softmax", n, classes, bytes: 2 * block, operations: 5) { P.setSoftmax(of: scores) }
        let shares = P
        try add("cross_entropy", n, classes, bytes: 2 * block, operations: 6) {
            _ = P.setCrossEntropyGradient(scores: scores, labels: labels)
        }
        try add("soft_cross_entropy", n, classes, bytes: 3 * block, operations: 8) {
            _ = P.setCrossEntropyGradient(scores: scores, shares: shares)
        }
    }

    mutating func measureUpdates() throws {
        let dW = matrix(units, d)
        var (W, V, squares) = (matrix(units, d), matrix(units, d), dW)
        squares.apply { $0 * $0 }
        let weights = units * d * size
        try add("sgd", units, d, bytes: 3 * weights, operations: 4) { W.descend(dW, eta: 1e-9, decay: 0.01) }
        try add("momentum", units, d, bytes: 5 * weights, operations: 6) {
            W.descend(dW, velocity: &V, eta: 1e-9, decay: 0.01, mu: 0.9)
        }
        try add("rmsprop", units, d, bytes: 5 * weights, operations: 11) {
            W.descend(dW, meanSquare: &squares, eta: 1e-9, decay: 0.01, rho: 0.9, epsilon: 1e-8)
        }
        let coefficients = AdamCoefficients(
            eta: 1e-9, decay: 0.01, shrink: 0, beta1: 0.9, beta2: 0.999, root: 1, epsilon: 1e-8)
        try add("adam", units, d, bytes: 7 * weights, operations: 15) {
            W.descend(dW, mean: &V, meanSquare: &squares, coefficients)
        }
        try add("sum", units, d, bytes: weights, operations: 1) { _ = W.sumOfEntries() }
        try add("sum_of_squares", units, d, bytes: weights, operations: 2) { _ = W.sumOfSquares }
    }

    mutating func measureNoise() throws {
        var X = matrix(n, d)
        var Y = X
        let bytes = 2 * n * d * size
        try add("add_noise", n, d, bytes: bytes) { X.addNoise(deviation: 1e-9, key: 1, on: backend) }
        try add("add_uniform", n, d, bytes: bytes) { X.addUniformNoise(amplitude: 1e-9, key: 1, on: backend) }
        try add("salt_pepper", n, d, bytes: bytes) {
            X.setExtremes(share: 0.05, low: -1, high: 1, key: 1, on: backend)
        }
        try add("dropout", n, d, bytes: bytes) { Y.setDropout(of: X, share: 0.5, key: 1, on: backend) }
    }
}

extension [UInt8] {
    /// So many bytes that follow no pattern a kernel could profit from.
    init(scattered count: Int) {
        self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
            for i in buffer.indices { buffer[i] = UInt8(truncatingIfNeeded: i &* 2_654_435_761 >> 7) }
            initialized = count
        }
    }
}

import Tensor

/// Every kernel of the set in use, at the shapes of a 3072-50-50-10 network with batches of 100, on one thread.
public enum KernelBenchmark {
    /// Measures them in the order of the kernel table.
    ///
    /// Bytes are those of the operands, read or written once each; small ones come from a cache, so that more than the
    /// bandwidth of the memory is no mistake.
    /// - Parameter onRow: told each row as it comes.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    public static func run<S: Scalar>(_ type: S.Type, repeats: Int, onRow: (BenchmarkRow) -> Void) throws {
        let backend = try Backend()
        var random = Random(seed: 1, purpose: .data)
        func matrix(_ rows: Int, _ columns: Int) -> Matrix<S> {
            var X = Matrix<S>(rows: rows, columns: columns)
            X.addNormal(deviation: 1, using: &random)
            return X
        }
        func add(_ name: String, _ shape: String, bytes: Int, _ work: () -> Void) throws {
            onRow(BenchmarkRow(name, shape: shape, try Measurement.of(repeats: repeats, work), bytes: Double(bytes)))
        }
        let (n, d, units, classes) = (100, 3072, 50, 10)
        let size = MemoryLayout<S>.size

        let images = 10_000
        let pixels = [UInt8](scattered: images * d)
        let values = pixels[..<(n * d)].map { Float($0) }
        let order = random.permutation(images)
        let (scale, shift) = (matrix(1, d), matrix(1, d))
        var X = matrix(n, d)
        var at = 0
        try add("im2vec", "\(n) x \(d)", bytes: n * d * (1 + size)) {
            // Another batch each time: images come from memory, as they do in training.
            X.setImages(pixels, at: order[at..<at + n], scale: scale, shift: shift, on: backend)
            at = (at + n) % (images - n)
        }
        let first = (0..<Int32(n)).map { $0 }
        try add("gather", "\(n) x \(d)", bytes: n * d * (4 + size)) {
            X.setSamples(values, at: first[...], scale: scale, shift: shift)
        }

        let (Z, dA, bias) = (matrix(n, units), matrix(n, units), matrix(1, units))
        var (A, dZ, sums) = (Z, Z, bias)
        let block = n * units * size
        try add("add_bias", "\(n) x \(units)", bytes: 2 * block) { A.addToRows(bias) }
        try add("column_sums", "\(n) x \(units)", bytes: block) { sums.setColumnSums(of: Z) }
        try add("relu", "\(n) x \(units)", bytes: 2 * block) { A.setReLU(of: Z) }
        try add("relu_backward", "\(n) x \(units)", bytes: 3 * block) { dZ.setReLUGradient(dA, output: A) }

        let (gamma, beta) = (matrix(1, units), matrix(1, units))
        var (dGamma, dBeta, moments) = (gamma, beta, BatchMoments<S>(columns: units))
        for relu in [false, true] {
            try add(relu ? "batchnorm_relu" : "batchnorm", "\(n) x \(units)", bytes: 2 * block) {
                A.setBatchNorm(Z, gamma: gamma, beta: beta, epsilon: 1e-5, relu: relu, moments: &moments)
            }
            try add(relu ? "batchnorm_relu_backward" : "batchnorm_backward", "\(n) x \(units)", bytes: 3 * block) {
                dZ.setBatchNormGradient(
                    dA, input: Z, reluOutput: relu ? A : nil, gamma: gamma, moments: moments, dGamma: &dGamma,
                    dBeta: &dBeta)
            }
        }
        try add("scale_shift", "\(n) x \(units)", bytes: 2 * block) { A.setScaled(Z, by: gamma, plus: beta) }

        let scores = matrix(n, classes)
        let labels = (0..<n).map { Int32($0 % classes) }
        var P = scores
        try add("softmax", "\(n) x \(classes)", bytes: 2 * n * classes * size) { P.setSoftmax(of: scores) }
        try add("cross_entropy", "\(n) x \(classes)", bytes: 2 * n * classes * size) {
            _ = P.setCrossEntropyGradient(scores: scores, labels: labels)
        }

        let shares = P
        try add("soft_cross_entropy", "\(n) x \(classes)", bytes: 3 * n * classes * size) {
            _ = P.setCrossEntropyGradient(scores: scores, shares: shares)
        }

        let dW = matrix(units, d)
        var (W, V) = (matrix(units, d), matrix(units, d))
        let weights = units * d * size
        try add("sgd", "\(units) x \(d)", bytes: 3 * weights) { W.descend(dW, eta: 1e-9, decay: 0.01) }
        try add("momentum", "\(units) x \(d)", bytes: 5 * weights) {
            W.descend(dW, velocity: &V, eta: 1e-9, decay: 0.01, mu: 0.9)
        }
        var U = V
        U.apply { $0 * $0 }
        try add("rmsprop", "\(units) x \(d)", bytes: 5 * weights) {
            W.descend(dW, meanSquare: &U, eta: 1e-9, decay: 0.01, rho: 0.9, epsilon: 1e-8)
        }
        let coefficients = AdamCoefficients(
            eta: 1e-9, decay: 0.01, shrink: 0, beta1: 0.9, beta2: 0.999, root: 1, epsilon: 1e-8)
        try add("adam", "\(units) x \(d)", bytes: 7 * weights) {
            W.descend(dW, mean: &V, meanSquare: &U, coefficients)
        }
        try add("sum", "\(units) x \(d)", bytes: weights) { _ = W.sumOfEntries() }
        try add("sum_of_squares", "\(units) x \(d)", bytes: weights) { _ = W.sumOfSquares }
        try add("add_noise", "\(n) x \(d)", bytes: 2 * n * d * size) {
            X.addNoise(deviation: 1e-9, key: 1, on: backend)
        }
        try add("add_uniform", "\(n) x \(d)", bytes: 2 * n * d * size) {
            X.addUniformNoise(amplitude: 1e-9, key: 1, on: backend)
        }
        try add("salt_pepper", "\(n) x \(d)", bytes: 2 * n * d * size) {
            X.setExtremes(share: 0.05, low: -1, high: 1, key: 1, on: backend)
        }
        var Y = X
        try add("dropout", "\(n) x \(d)", bytes: 2 * n * d * size) {
            Y.setDropout(of: X, share: 0.5, key: 1, on: backend)
        }
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

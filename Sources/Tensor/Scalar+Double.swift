import CCore
import RealModule

extension Double: Scalar {
    public static let precisionName = "double"
    static let kernels = Backend.kernelSet.f64

    public static func gemm(
        _ backend: Backend, _ C: UnsafeMutablePointer<Double>, _ A: UnsafePointer<Double>, _ B: UnsafePointer<Double>,
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double, _ beta: Double
    ) {
        cc_gemm_f64(backend.pool, backend.gemm, C, A, B, transposeA, transposeB, m, n, k, alpha, beta)
    }

    public static var widePanel: Int { cc_wide_panel_f64() }

    public static func widePack(
        _ backend: Backend, _ packed: UnsafeMutablePointer<Double>, _ X: UnsafePointer<Double>, _ n: Int, _ d: Int
    ) {
        cc_wide_pack_f64(backend.pool, packed, X, n, d)
    }

    public static func widePack(
        _ backend: Backend, _ packed: UnsafeMutablePointer<Double>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Double>, _ shift: UnsafePointer<Double>, _ n: Int,
        _ d: Int
    ) {
        cc_wide_pack_images_f64(backend.pool, packed, pixels, index, scale, shift, n, d)
    }

    public static func wideStep(
        _ backend: Backend, _ W: UnsafeMutablePointer<Double>, _ Z: UnsafeMutablePointer<Double>?,
        _ dY: UnsafePointer<Double>?, _ factor: UnsafePointer<Double>, _ kept: UnsafePointer<Double>,
        _ X: UnsafePointer<Double>, _ next: UnsafePointer<Double>, _ n: Int, _ d: Int, _ panels: Int
    ) {
        cc_wide_step_f64(backend.pool, W, Z, dY, factor, kept, X, next, n, d, panels)
    }

    public static func wideOutputs(
        _ Y: UnsafeMutablePointer<Double>, _ Z: UnsafePointer<Double>, _ bias: UnsafePointer<Double>,
        _ units: Range<Int>,
        _ n: Int, _ panels: Int
    ) {
        cc_wide_outputs_f64(Y, Z, bias, units.lowerBound, units.count, n, panels)
    }

    public static func wideGradient(
        _ panels: UnsafeMutablePointer<Double>, _ dY: UnsafePointer<Double>, _ units: Range<Int>, _ n: Int
    ) {
        cc_wide_gradient_f64(panels, dY, units.lowerBound, units.count, n)
    }

    public static func imagesProduct(
        _ backend: Backend, _ Z: UnsafeMutablePointer<Double>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Double>, _ shift: UnsafePointer<Double>,
        _ W: UnsafePointer<Double>, _ n: Int, _ d: Int, _ units: Int
    ) {
        cc_images_product_f64(backend.pool, Z, pixels, index, scale, shift, W, n, d, units)
    }

    public static func imagesGradient(
        _ backend: Backend, _ C: UnsafeMutablePointer<Double>, _ dY: UnsafePointer<Double>,
        _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Double>, _ shift: UnsafePointer<Double>, _ n: Int,
        _ d: Int,
        _ units: Int, _ alpha: Double, _ beta: Double
    ) {
        cc_images_gradient_f64(backend.pool, C, dY, pixels, index, scale, shift, n, d, units, alpha, beta)
    }

    public static func im2vec(
        _ backend: Backend, _ out: UnsafeMutablePointer<Double>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Double>, _ shift: UnsafePointer<Double>, _ n: Int,
        _ d: Int, ahead: Bool
    ) {
        cc_im2vec_f64(backend.pool, out, pixels, index, scale, shift, n, d, ahead)
    }

    public static func gather(
        _ out: UnsafeMutablePointer<Double>, _ values: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
        _ scale: UnsafePointer<Double>, _ shift: UnsafePointer<Double>, _ n: Int, _ d: Int
    ) {
        kernels.gather(out, values, index, scale, shift, n, d)
    }

    public static func addBias(_ Z: UnsafeMutablePointer<Double>, _ b: UnsafePointer<Double>, _ n: Int, _ d: Int) {
        kernels.add_bias(Z, b, n, d)
    }

    public static func columnSums(_ s: UnsafeMutablePointer<Double>, _ Z: UnsafePointer<Double>, _ n: Int, _ d: Int) {
        kernels.column_sums(s, Z, n, d)
    }

    public static func relu(_ A: UnsafeMutablePointer<Double>, _ Z: UnsafePointer<Double>, _ count: Int) {
        kernels.relu(A, Z, count)
    }

    public static func exp(_ Y: UnsafeMutablePointer<Double>, _ X: UnsafePointer<Double>, _ count: Int) {
        kernels.exp(Y, X, count)
    }

    public static func expMinusOne(_ Y: UnsafeMutablePointer<Double>, _ X: UnsafePointer<Double>, _ count: Int) {
        kernels.expm1(Y, X, count)
    }

    public static func reluBackward(
        _ dZ: UnsafeMutablePointer<Double>, _ dA: UnsafePointer<Double>, _ A: UnsafePointer<Double>, _ count: Int
    ) {
        kernels.relu_backward(dZ, dA, A, count)
    }

    public static func batchNorm(
        relu: Bool, _ Y: UnsafeMutablePointer<Double>, _ mean: UnsafeMutablePointer<Double>,
        _ variance: UnsafeMutablePointer<Double>, _ inverseStd: UnsafeMutablePointer<Double>,
        _ X: UnsafePointer<Double>,
        _ gamma: UnsafePointer<Double>, _ beta: UnsafePointer<Double>, _ epsilon: Double, _ n: Int, _ d: Int
    ) {
        let kernel = relu ? kernels.batchnorm_relu : kernels.batchnorm
        kernel!(Y, mean, variance, inverseStd, X, gamma, beta, epsilon, n, d)
    }

    public static func batchNormBackward(
        _ dX: UnsafeMutablePointer<Double>, _ dgamma: UnsafeMutablePointer<Double>,
        _ dbeta: UnsafeMutablePointer<Double>,
        _ dY: UnsafePointer<Double>, reluOutput Y: UnsafePointer<Double>?, _ X: UnsafePointer<Double>,
        _ mean: UnsafePointer<Double>, _ inverseStd: UnsafePointer<Double>, _ gamma: UnsafePointer<Double>, _ n: Int,
        _ d: Int
    ) {
        if let Y {
            kernels.batchnorm_relu_backward(dX, dgamma, dbeta, dY, Y, X, mean, inverseStd, gamma, n, d)
        } else {
            kernels.batchnorm_backward(dX, dgamma, dbeta, dY, X, mean, inverseStd, gamma, n, d)
        }
    }

    public static func scaleShift(
        _ Y: UnsafeMutablePointer<Double>, _ X: UnsafePointer<Double>, _ scale: UnsafePointer<Double>,
        _ shift: UnsafePointer<Double>, _ n: Int, _ d: Int
    ) {
        kernels.scale_shift(Y, X, scale, shift, n, d)
    }

    public static func softmax(_ P: UnsafeMutablePointer<Double>, _ S: UnsafePointer<Double>, _ n: Int, _ K: Int) {
        kernels.softmax(P, S, n, K)
    }

    public static func crossEntropy(
        _ dS: UnsafeMutablePointer<Double>?, _ S: UnsafePointer<Double>, _ labels: UnsafePointer<Int32>,
        _ factor: Double, _ n: Int, _ K: Int
    ) -> (loss: Double, correct: Int) {
        var correct = 0
        let loss = kernels.cross_entropy(dS, &correct, S, labels, factor, n, K)
        return (loss, correct)
    }

    public static func softCrossEntropy(
        _ dS: UnsafeMutablePointer<Double>?, _ S: UnsafePointer<Double>, _ shares: UnsafePointer<Double>,
        _ factor: Double,
        _ n: Int, _ K: Int
    ) -> (loss: Double, correct: Int) {
        var correct = 0
        let loss = kernels.soft_cross_entropy(dS, &correct, S, shares, factor, n, K)
        return (loss, correct)
    }

    public static func sgd(
        _ W: UnsafeMutablePointer<Double>, _ dW: UnsafePointer<Double>, _ eta: Double, _ decay: Double, _ count: Int
    ) {
        kernels.sgd(W, dW, eta, decay, count)
    }

    public static func momentum(
        _ W: UnsafeMutablePointer<Double>, _ V: UnsafeMutablePointer<Double>, _ dW: UnsafePointer<Double>,
        _ eta: Double, _ decay: Double, _ mu: Double, _ nesterov: Bool, _ count: Int
    ) {
        kernels.momentum(W, V, dW, eta, decay, mu, nesterov, count)
    }

    public static func rmsprop(
        _ W: UnsafeMutablePointer<Double>, _ V: UnsafeMutablePointer<Double>, _ dW: UnsafePointer<Double>,
        _ eta: Double,
        _ decay: Double, _ rho: Double, _ rest: Double, _ epsilon: Double, _ count: Int
    ) {
        kernels.rmsprop(W, V, dW, eta, decay, rho, rest, epsilon, count)
    }

    public static func adam(
        _ W: UnsafeMutablePointer<Double>, _ M: UnsafeMutablePointer<Double>, _ V: UnsafeMutablePointer<Double>,
        _ dW: UnsafePointer<Double>, _ c: AdamCoefficients, _ count: Int
    ) {
        let rounded = cc_adam_f64(
            eta: Double(c.eta), decay: Double(c.decay), shrink: Double(c.shrink), beta1: Double(c.beta1),
            rest1: Double(1 - c.beta1), beta2: Double(c.beta2), rest2: Double(1 - c.beta2), root: Double(c.root),
            epsilon: Double(c.epsilon))
        kernels.adam(W, M, V, dW, rounded, count)
    }

    public static func sum(_ x: UnsafePointer<Double>, _ count: Int) -> Double { kernels.sum(x, count) }

    public static func addNoise(
        _ backend: Backend, _ x: UnsafeMutablePointer<Double>, _ key: UInt64, _ deviation: Double, _ count: Int
    ) {
        cc_add_noise_f64(backend.pool, x, key, deviation, count)
    }

    public static func addUniform(
        _ backend: Backend, _ x: UnsafeMutablePointer<Double>, _ key: UInt64, _ amplitude: Double, _ count: Int
    ) {
        cc_add_uniform_f64(backend.pool, x, key, amplitude, count)
    }

    public static func saltPepper(
        _ backend: Backend, _ x: UnsafeMutablePointer<Double>, _ key: UInt64, _ share: UInt32, _ low: Double,
        _ high: Double, _ count: Int
    ) {
        cc_salt_pepper_f64(backend.pool, x, key, share, low, high, count)
    }

    public static func dropout(
        _ backend: Backend, _ Y: UnsafeMutablePointer<Double>, _ X: UnsafePointer<Double>, _ key: UInt64,
        _ share: UInt32, _ scale: Double, _ count: Int
    ) {
        cc_dropout_f64(backend.pool, Y, X, key, share, scale, count)
    }

    public static func sumOfSquares(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
        kernels.sum_of_squares(x, count)
    }
}

import CCore
import RealModule

extension Float: Scalar {
    public static let precisionName = "float"
    static let kernels = Backend.kernelSet.f32

    public static func gemm(
        _ backend: Backend, _ C: UnsafeMutablePointer<Float>, _ A: UnsafePointer<Float>, _ B: UnsafePointer<Float>,
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float, _ beta: Float
    ) {
        cc_gemm_f32(backend.pool, backend.gemm, C, A, B, transposeA, transposeB, m, n, k, alpha, beta)
    }

    public static var widePanel: Int { cc_wide_panel_f32() }

    public static func widePack(
        _ backend: Backend, _ packed: UnsafeMutablePointer<Float>, _ X: UnsafePointer<Float>, _ n: Int, _ d: Int
    ) {
        cc_wide_pack_f32(backend.pool, packed, X, n, d)
    }

    public static func widePack(
        _ backend: Backend, _ packed: UnsafeMutablePointer<Float>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, _ n: Int, _ d: Int
    ) {
        cc_wide_pack_images_f32(backend.pool, packed, pixels, index, scale, shift, n, d)
    }

    public static func wideStep(
        _ backend: Backend, _ W: UnsafeMutablePointer<Float>, _ Z: UnsafeMutablePointer<Float>?,
        _ dY: UnsafePointer<Float>?, _ factor: UnsafePointer<Float>, _ kept: UnsafePointer<Float>,
        _ X: UnsafePointer<Float>, _ next: UnsafePointer<Float>, _ n: Int, _ d: Int, _ panels: Int
    ) {
        cc_wide_step_f32(backend.pool, W, Z, dY, factor, kept, X, next, n, d, panels)
    }

    public static func wideOutputs(
        _ Y: UnsafeMutablePointer<Float>, _ Z: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ units: Range<Int>,
        _ n: Int, _ panels: Int
    ) {
        cc_wide_outputs_f32(Y, Z, bias, units.lowerBound, units.count, n, panels)
    }

    public static func wideGradient(
        _ panels: UnsafeMutablePointer<Float>, _ dY: UnsafePointer<Float>, _ units: Range<Int>, _ n: Int
    ) {
        cc_wide_gradient_f32(panels, dY, units.lowerBound, units.count, n)
    }

    public static func imagesProduct(
        _ backend: Backend, _ Z: UnsafeMutablePointer<Float>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>,
        _ W: UnsafePointer<Float>, _ n: Int, _ d: Int, _ units: Int
    ) {
        cc_images_product_f32(backend.pool, Z, pixels, index, scale, shift, W, n, d, units)
    }

    public static func imagesGradient(
        _ backend: Backend, _ C: UnsafeMutablePointer<Float>, _ dY: UnsafePointer<Float>,
        _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, _ n: Int, _ d: Int,
        _ units: Int, _ alpha: Float, _ beta: Float
    ) {
        cc_images_gradient_f32(backend.pool, C, dY, pixels, index, scale, shift, n, d, units, alpha, beta)
    }

    public static func im2vec(
        _ backend: Backend, _ out: UnsafeMutablePointer<Float>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, _ n: Int, _ d: Int,
        ahead: Bool
    ) {
        cc_im2vec_f32(backend.pool, out, pixels, index, scale, shift, n, d, ahead)
    }

    public static func gather(
        _ out: UnsafeMutablePointer<Float>, _ values: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
        _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, _ n: Int, _ d: Int
    ) {
        kernels.gather(out, values, index, scale, shift, n, d)
    }

    public static func addBias(_ Z: UnsafeMutablePointer<Float>, _ b: UnsafePointer<Float>, _ n: Int, _ d: Int) {
        kernels.add_bias(Z, b, n, d)
    }

    public static func columnSums(_ s: UnsafeMutablePointer<Float>, _ Z: UnsafePointer<Float>, _ n: Int, _ d: Int) {
        kernels.column_sums(s, Z, n, d)
    }

    public static func relu(_ A: UnsafeMutablePointer<Float>, _ Z: UnsafePointer<Float>, _ count: Int) {
        kernels.relu(A, Z, count)
    }

    public static func exp(_ Y: UnsafeMutablePointer<Float>, _ X: UnsafePointer<Float>, _ count: Int) {
        kernels.exp(Y, X, count)
    }

    public static func expMinusOne(_ Y: UnsafeMutablePointer<Float>, _ X: UnsafePointer<Float>, _ count: Int) {
        kernels.expm1(Y, X, count)
    }

    public static func reluBackward(
        _ dZ: UnsafeMutablePointer<Float>, _ dA: UnsafePointer<Float>, _ A: UnsafePointer<Float>, _ count: Int
    ) {
        kernels.relu_backward(dZ, dA, A, count)
    }

    public static func batchNorm(
        relu: Bool, _ Y: UnsafeMutablePointer<Float>, _ mean: UnsafeMutablePointer<Float>,
        _ variance: UnsafeMutablePointer<Float>, _ inverseStd: UnsafeMutablePointer<Float>, _ X: UnsafePointer<Float>,
        _ gamma: UnsafePointer<Float>, _ beta: UnsafePointer<Float>, _ epsilon: Float, _ n: Int, _ d: Int
    ) {
        let kernel = relu ? kernels.batchnorm_relu : kernels.batchnorm
        kernel!(Y, mean, variance, inverseStd, X, gamma, beta, epsilon, n, d)
    }

    public static func batchNormBackward(
        _ dX: UnsafeMutablePointer<Float>, _ dgamma: UnsafeMutablePointer<Float>, _ dbeta: UnsafeMutablePointer<Float>,
        _ dY: UnsafePointer<Float>, reluOutput Y: UnsafePointer<Float>?, _ X: UnsafePointer<Float>,
        _ mean: UnsafePointer<Float>, _ inverseStd: UnsafePointer<Float>, _ gamma: UnsafePointer<Float>, _ n: Int,
        _ d: Int
    ) {
        if let Y {
            kernels.batchnorm_relu_backward(dX, dgamma, dbeta, dY, Y, X, mean, inverseStd, gamma, n, d)
        } else {
            kernels.batchnorm_backward(dX, dgamma, dbeta, dY, X, mean, inverseStd, gamma, n, d)
        }
    }

    public static func scaleShift(
        _ Y: UnsafeMutablePointer<Float>, _ X: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
        _ shift: UnsafePointer<Float>, _ n: Int, _ d: Int
    ) {
        kernels.scale_shift(Y, X, scale, shift, n, d)
    }

    public static func softmax(_ P: UnsafeMutablePointer<Float>, _ S: UnsafePointer<Float>, _ n: Int, _ K: Int) {
        kernels.softmax(P, S, n, K)
    }

    public static func crossEntropy(
        _ dS: UnsafeMutablePointer<Float>?, _ S: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>,
        _ factor: Float, _ n: Int, _ K: Int
    ) -> (loss: Double, correct: Int) {
        var correct = 0
        let loss = kernels.cross_entropy(dS, &correct, S, labels, factor, n, K)
        return (loss, correct)
    }

    public static func softCrossEntropy(
        _ dS: UnsafeMutablePointer<Float>?, _ S: UnsafePointer<Float>, _ shares: UnsafePointer<Float>, _ factor: Float,
        _ n: Int, _ K: Int
    ) -> (loss: Double, correct: Int) {
        var correct = 0
        let loss = kernels.soft_cross_entropy(dS, &correct, S, shares, factor, n, K)
        return (loss, correct)
    }

    public static func sgd(
        _ W: UnsafeMutablePointer<Float>, _ dW: UnsafePointer<Float>, _ eta: Float, _ decay: Float, _ count: Int
    ) {
        kernels.sgd(W, dW, eta, decay, count)
    }

    public static func momentum(
        _ W: UnsafeMutablePointer<Float>, _ V: UnsafeMutablePointer<Float>, _ dW: UnsafePointer<Float>,
        _ eta: Float, _ decay: Float, _ mu: Float, _ nesterov: Bool, _ count: Int
    ) {
        kernels.momentum(W, V, dW, eta, decay, mu, nesterov, count)
    }

    public static func rmsprop(
        _ W: UnsafeMutablePointer<Float>, _ V: UnsafeMutablePointer<Float>, _ dW: UnsafePointer<Float>, _ eta: Float,
        _ decay: Float, _ rho: Float, _ rest: Float, _ epsilon: Float, _ count: Int
    ) {
        kernels.rmsprop(W, V, dW, eta, decay, rho, rest, epsilon, count)
    }

    public static func adam(
        _ W: UnsafeMutablePointer<Float>, _ M: UnsafeMutablePointer<Float>, _ V: UnsafeMutablePointer<Float>,
        _ dW: UnsafePointer<Float>, _ c: AdamCoefficients, _ count: Int
    ) {
        let rounded = cc_adam_f32(
            eta: Float(c.eta), decay: Float(c.decay), shrink: Float(c.shrink), beta1: Float(c.beta1),
            rest1: Float(1 - c.beta1), beta2: Float(c.beta2), rest2: Float(1 - c.beta2), root: Float(c.root),
            epsilon: Float(c.epsilon))
        kernels.adam(W, M, V, dW, rounded, count)
    }

    public static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Double { kernels.sum(x, count) }

    public static func addNoise(
        _ backend: Backend, _ x: UnsafeMutablePointer<Float>, _ key: UInt64, _ deviation: Float, _ count: Int
    ) {
        cc_add_noise_f32(backend.pool, x, key, deviation, count)
    }

    public static func addUniform(
        _ backend: Backend, _ x: UnsafeMutablePointer<Float>, _ key: UInt64, _ amplitude: Float, _ count: Int
    ) {
        cc_add_uniform_f32(backend.pool, x, key, amplitude, count)
    }

    public static func saltPepper(
        _ backend: Backend, _ x: UnsafeMutablePointer<Float>, _ key: UInt64, _ share: UInt32, _ low: Float,
        _ high: Float, _ count: Int
    ) {
        cc_salt_pepper_f32(backend.pool, x, key, share, low, high, count)
    }

    public static func dropout(
        _ backend: Backend, _ Y: UnsafeMutablePointer<Float>, _ X: UnsafePointer<Float>, _ key: UInt64,
        _ share: UInt32, _ scale: Float, _ count: Int
    ) {
        cc_dropout_f32(backend.pool, Y, X, key, share, scale, count)
    }

    public static func sumOfSquares(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        kernels.sum_of_squares(x, count)
    }
}

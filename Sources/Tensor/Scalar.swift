import RealModule

/// A number type that the C core computes in: `Float` or `Double`.
///
/// Training runs in `Float`, gradients are checked in `Double`. What is computed with numbers of the type, ``Matrix`` does.
public protocol Scalar: Kernels, Real, BinaryFloatingPoint, Sendable, CustomStringConvertible {
    /// `float` or `double`, as the command line and the configuration spell it.
    static var precisionName: String { get }
}

/// The kernels of the C core for one number type.
///
/// Each static function is one kernel of `ccore.h`, where the shapes and formulas stand; ``Matrix`` wraps them with
/// checked shapes, and code outside this module uses those wrappers: hence this protocol, public as ``Scalar`` is, stands
/// in no documentation.
@_documentation(visibility: internal)
public protocol Kernels: BitwiseCopyable {
    /// C = alpha op(A) op(B) + beta C in fixed tiles over the backend's threads.
    static func gemm(
        _ backend: Backend, _ C: UnsafeMutablePointer<Self>, _ A: UnsafePointer<Self>, _ B: UnsafePointer<Self>,
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Self, _ beta: Self)
    /// Units in one panel of a ``WideLayer``.
    static var widePanel: Int { get }
    /// X packed for the products of a ``WideLayer``.
    static func widePack(
        _ backend: Backend, _ packed: UnsafeMutablePointer<Self>, _ X: UnsafePointer<Self>, _ n: Int, _ d: Int)
    /// The same for images X that stay bytes.
    static func widePack(
        _ backend: Backend, _ packed: UnsafeMutablePointer<Self>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Self>, _ shift: UnsafePointer<Self>, _ n: Int, _ d: Int)
    /// W = kept W + factor dY^T X, then Z = X W^T with the next X; see ``WideLayer``.
    static func wideStep(
        _ backend: Backend, _ W: UnsafeMutablePointer<Self>, _ Z: UnsafeMutablePointer<Self>?,
        _ dY: UnsafePointer<Self>?, _ factor: UnsafePointer<Self>, _ kept: UnsafePointer<Self>,
        _ X: UnsafePointer<Self>, _ next: UnsafePointer<Self>, _ n: Int, _ d: Int, _ panels: Int)
    /// Y = Z + bias of some units of a ``WideLayer``.
    static func wideOutputs(
        _ Y: UnsafeMutablePointer<Self>, _ Z: UnsafePointer<Self>, _ bias: UnsafePointer<Self>, _ units: Range<Int>,
        _ n: Int, _ panels: Int)
    /// dY of some units of a ``WideLayer`` into its panels.
    static func wideGradient(
        _ panels: UnsafeMutablePointer<Self>, _ dY: UnsafePointer<Self>, _ units: Range<Int>, _ n: Int)
    /// Z = X W^T for images X that stay bytes.
    static func imagesProduct(
        _ backend: Backend, _ Z: UnsafeMutablePointer<Self>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Self>, _ shift: UnsafePointer<Self>,
        _ W: UnsafePointer<Self>, _ n: Int, _ d: Int, _ units: Int)
    /// C = alpha dY^T X + beta C for images X that stay bytes.
    static func imagesGradient(
        _ backend: Backend, _ C: UnsafeMutablePointer<Self>, _ dY: UnsafePointer<Self>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Self>, _ shift: UnsafePointer<Self>, _ n: Int, _ d: Int,
        _ units: Int, _ alpha: Self, _ beta: Self)
    /// Gathers, converts and normalises rows of bytes; `ahead`: only begins, see ``Backend/finishReadingAhead()``.
    static func im2vec(
        _ backend: Backend, _ out: UnsafeMutablePointer<Self>, _ pixels: UnsafePointer<UInt8>,
        _ index: UnsafePointer<Int32>, _ scale: UnsafePointer<Self>, _ shift: UnsafePointer<Self>, _ n: Int, _ d: Int,
        ahead: Bool)
    /// Gathers and normalises rows of floats.
    static func gather(
        _ out: UnsafeMutablePointer<Self>, _ values: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
        _ scale: UnsafePointer<Self>, _ shift: UnsafePointer<Self>, _ n: Int, _ d: Int)
    /// Z += b on every row.
    static func addBias(_ Z: UnsafeMutablePointer<Self>, _ b: UnsafePointer<Self>, _ n: Int, _ d: Int)
    /// Sums over the rows.
    static func columnSums(_ s: UnsafeMutablePointer<Self>, _ Z: UnsafePointer<Self>, _ n: Int, _ d: Int)
    /// A = max(Z, 0).
    static func relu(_ A: UnsafeMutablePointer<Self>, _ Z: UnsafePointer<Self>, _ count: Int)
    /// Y = exp(X); Y may be X.
    static func exp(_ Y: UnsafeMutablePointer<Self>, _ X: UnsafePointer<Self>, _ count: Int)
    /// Y = exp(X) - 1; Y may be X.
    static func expMinusOne(_ Y: UnsafeMutablePointer<Self>, _ X: UnsafePointer<Self>, _ count: Int)
    /// dZ = dA where A > 0.
    static func reluBackward(
        _ dZ: UnsafeMutablePointer<Self>, _ dA: UnsafePointer<Self>, _ A: UnsafePointer<Self>, _ count: Int)
    /// Batch normalisation with the moments of the batch, with ReLU behind it where `relu`.
    static func batchNorm(
        relu: Bool, _ Y: UnsafeMutablePointer<Self>, _ mean: UnsafeMutablePointer<Self>,
        _ variance: UnsafeMutablePointer<Self>, _ inverseStd: UnsafeMutablePointer<Self>, _ X: UnsafePointer<Self>,
        _ gamma: UnsafePointer<Self>, _ beta: UnsafePointer<Self>, _ epsilon: Self, _ n: Int, _ d: Int)
    /// The gradients of batch normalisation; `Y` is needed, and masks dY, only with ReLU.
    static func batchNormBackward(
        _ dX: UnsafeMutablePointer<Self>, _ dgamma: UnsafeMutablePointer<Self>, _ dbeta: UnsafeMutablePointer<Self>,
        _ dY: UnsafePointer<Self>, reluOutput Y: UnsafePointer<Self>?, _ X: UnsafePointer<Self>,
        _ mean: UnsafePointer<Self>, _ inverseStd: UnsafePointer<Self>, _ gamma: UnsafePointer<Self>, _ n: Int,
        _ d: Int)
    /// Y = X scale + shift, by column.
    static func scaleShift(
        _ Y: UnsafeMutablePointer<Self>, _ X: UnsafePointer<Self>, _ scale: UnsafePointer<Self>,
        _ shift: UnsafePointer<Self>, _ n: Int, _ d: Int)
    /// P = softmax of each row of S.
    static func softmax(_ P: UnsafeMutablePointer<Self>, _ S: UnsafePointer<Self>, _ n: Int, _ K: Int)
    /// The summed cross-entropy, its gradient times `factor`, and the number of rows that are right.
    static func crossEntropy(
        _ dS: UnsafeMutablePointer<Self>?, _ S: UnsafePointer<Self>, _ labels: UnsafePointer<Int32>, _ factor: Self,
        _ n: Int, _ K: Int
    ) -> (loss: Double, correct: Int)
    /// The same against shares of the classes (n x K).
    static func softCrossEntropy(
        _ dS: UnsafeMutablePointer<Self>?, _ S: UnsafePointer<Self>, _ shares: UnsafePointer<Self>, _ factor: Self,
        _ n: Int, _ K: Int
    ) -> (loss: Double, correct: Int)
    /// W -= eta (dW + decay W).
    static func sgd(
        _ W: UnsafeMutablePointer<Self>, _ dW: UnsafePointer<Self>, _ eta: Self, _ decay: Self, _ count: Int)
    /// The momentum update, plain or Nesterov's.
    static func momentum(
        _ W: UnsafeMutablePointer<Self>, _ V: UnsafeMutablePointer<Self>, _ dW: UnsafePointer<Self>, _ eta: Self,
        _ decay: Self, _ mu: Self, _ nesterov: Bool, _ count: Int)
    /// The update by a running mean of squared gradients.
    static func rmsprop(
        _ W: UnsafeMutablePointer<Self>, _ V: UnsafeMutablePointer<Self>, _ dW: UnsafePointer<Self>, _ eta: Self,
        _ decay: Self, _ rho: Self, _ rest: Self, _ epsilon: Self, _ count: Int)
    /// The update by running means of gradients and squared gradients.
    static func adam(
        _ W: UnsafeMutablePointer<Self>, _ M: UnsafeMutablePointer<Self>, _ V: UnsafeMutablePointer<Self>,
        _ dW: UnsafePointer<Self>, _ coefficients: AdamCoefficients, _ count: Int)
    /// Sum, summed in double.
    static func sum(_ x: UnsafePointer<Self>, _ count: Int) -> Double
    /// x += deviation N(0, 1), the noise of a key.
    static func addNoise(
        _ backend: Backend, _ x: UnsafeMutablePointer<Self>, _ key: UInt64, _ deviation: Self, _ count: Int)
    /// x += amplitude U(-1, 1), the noise of a key.
    static func addUniform(
        _ backend: Backend, _ x: UnsafeMutablePointer<Self>, _ key: UInt64, _ amplitude: Self, _ count: Int)
    /// x = low or high in a share of the entries, counted in 2^-31.
    static func saltPepper(
        _ backend: Backend, _ x: UnsafeMutablePointer<Self>, _ key: UInt64, _ share: UInt32, _ low: Self,
        _ high: Self, _ count: Int)
    /// Y = 0 in a share of the entries, counted in 2^-31, else X scale.
    static func dropout(
        _ backend: Backend, _ Y: UnsafeMutablePointer<Self>, _ X: UnsafePointer<Self>, _ key: UInt64,
        _ share: UInt32, _ scale: Self, _ count: Int)
    /// Sum of x^2 in double.
    static func sumOfSquares(_ x: UnsafePointer<Self>, _ count: Int) -> Double
    /// R above the diagonal and the Householder reflections below it, in place of A (m x n); LAPACK's status.
    static func qr(
        _ A: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>, _ m: Int, _ n: Int
    ) -> Int32
    /// Q (m x n) in place of the reflections of ``qr(_:_:_:_:)``; LAPACK's status.
    static func qrFactor(_ Q: UnsafeMutablePointer<Self>, _ tau: UnsafePointer<Self>, _ m: Int, _ n: Int) -> Int32
    /// The eigenvectors, one a row, in place of a symmetric A (n x n), and the rising eigenvalues; LAPACK's status.
    static func symmetricEigen(
        _ A: UnsafeMutablePointer<Self>, _ values: UnsafeMutablePointer<Self>, _ n: Int
    ) -> Int32
}

import RealModule
import Tensor

/// The gain 1 / E[f(z)^2] for standard normal z: with it, a layer of many inputs keeps the second moment of its signal.
///
/// Source: He, Zhang, Ren and Sun 2015, equation 9, whose f is ReLU. The trapezoid rule over -10 ... 10 is exact to
/// rounding for smooth f, since the normal density takes care of the ends.
func signalGain(_ f: (Double) -> Double) -> Double {
    let steps = (-640...640).map { Double($0) / 64 }
    let moment = steps.reduce(0) { $0 + f($1) * f($1) * Double.exp(-$1 * $1 / 2) } / (64 * (2 * Double.pi).squareRoot())
    return 1 / moment
}

/// 1 / (1 + exp(-z)), which is 0 and 1 far out: the exponential may be infinite, its reciprocal is not.
@inline(__always)
func sigmoid<S: Scalar>(_ z: S) -> S { 1 / (1 + S.exp(-z)) }

extension Matrix {
    /// self = 1 / (1 + exp(-self)), entry by entry, several at once.
    @specialized(where S == Float)
    @specialized(where S == Double)
    mutating func applySigmoid() {
        apply { -$0 }
        applyExp()
        apply { 1 / (1 + $0) }
    }
}

/// w out of f(z) = z w(z), for a weight with w(0) = 1/2: the forward pass has already paid for it.
@inline(__always)
func weight<S: Scalar>(_ f: S, _ z: S) -> S { abs(z) > S(1e-20) ? f / z : S(0.5) }

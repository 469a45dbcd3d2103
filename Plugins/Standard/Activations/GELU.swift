import Components
import Tensor

/// The Gaussian error linear unit: z weighed by the chance that a standard normal number is below it.
public struct GELU: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "gelu", summary: "Gaussian error linear unit: z times the normal distribution function at z.",
        formula:
            "f(z) = z * Phi(z), Phi(z) = (1 + erf(z / sqrt(2))) / 2; f'(z) = Phi(z) + z * exp(-z^2 / 2) / sqrt(2 pi)",
        source: "Hendrycks and Gimpel 2016",
        parameters: [
            .flag(
                "approximate", default: false,
                "f(z) = z / 2 * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 z^3))) in its place, off by 5e-4 at most")
        ])

    private let isApproximate: Bool

    /// Makes it, exact or approximate.
    public init(_ options: ComponentOptions) {
        isApproximate = options.flag("approximate")
    }

    public var gain: Double { signalGain { z in z * 0.5 * Double.erfc(-z * 0.5.squareRoot()) } }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        if isApproximate {
            A.map(Z) { GELU.argument($0) }
            A.applySigmoid()
            A.apply(Z) { s, z in z * s }
        } else {
            let root = S(0.5).squareRoot()
            // The complement keeps its digits far to the left, where 1 + erf would have none.
            A.map(Z) { $0 * (S(0.5) * S.erfc(-$0 * root)) }
        }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        if isApproximate {
            dZ.map(dA, Z, A) { dA, z, a in
                let s = weight(a, z)
                // Beyond 50 the second term is zero, and its factors would be infinite and zero further out.
                return abs(z) > 50 ? dA * s : dA * (s + z * s * (1 - s) * GELU.argumentSlope(z))
            }
        } else {
            let height = 1 / (2 * S.pi).squareRoot()
            dZ.map(Z) { -$0 * $0 * S(0.5) }
            dZ.applyExp()
            dZ.apply(Z, A) { e, z, a in weight(a, z) + z * height * e }
            dZ.apply(dA) { slope, dA in dA * slope }
        }
    }

    /// u(z) with (1 + tanh(u / 2)) / 2 = sigmoid(u) in place of Phi(z).
    @inline(__always)
    private static func argument<S: Scalar>(_ z: S) -> S {
        2 * (2 / S.pi).squareRoot() * z * (1 + S(0.044715) * z * z)
    }

    /// u'(z).
    @inline(__always)
    private static func argumentSlope<S: Scalar>(_ z: S) -> S {
        2 * (2 / S.pi).squareRoot() * (1 + 3 * S(0.044715) * z * z)
    }
}

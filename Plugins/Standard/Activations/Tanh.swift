import Components
import Tensor

/// The hyperbolic tangent.
public struct Tanh: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "tanh", summary: "Hyperbolic tangent: squashes to -1 ... 1.",
        formula: "f(z) = tanh(z); f'(z) = 1 - f(z)^2", source: "LeCun, Bottou, Orr and Mueller 1998")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        // With e = exp(2 |z|) - 1 it is e / (e + 2), which loses no digit near zero; beyond 20 it is 1.
        A.map(Z) { abs($0) > 20 ? 40 : 2 * abs($0) }
        A.applyExpMinusOne()
        A.apply(Z) { e, z in z < 0 ? -e / (e + 2) : e / (e + 2) }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.map(dA, A) { dA, a in dA * (1 - a * a) }
    }
}

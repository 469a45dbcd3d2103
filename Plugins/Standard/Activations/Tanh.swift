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
        A.map(Z) { S.tanh($0) }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.map(dA, A) { dA, a in dA * (1 - a * a) }
    }
}

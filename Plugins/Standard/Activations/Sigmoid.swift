import Components
import Tensor

/// The logistic function.
public struct Sigmoid: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "sigmoid", aliases: ["logistic"], summary: "Logistic function: squashes to 0 ... 1.",
        formula: "f(z) = 1 / (1 + exp(-z)); f'(z) = f(z) * (1 - f(z))", source: "Rumelhart, Hinton and Williams 1986")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        A.map(Z) { $0 }
        A.applySigmoid()
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.map(dA, A) { dA, a in dA * a * (1 - a) }
    }
}

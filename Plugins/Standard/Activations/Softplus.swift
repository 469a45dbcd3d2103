import Components
import Tensor

/// The smooth form of ReLU.
public struct Softplus: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "softplus", summary: "Smooth ReLU: its derivative is the logistic function.",
        formula: "f(z) = log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)); f'(z) = 1 / (1 + exp(-z))",
        source: "Dugas, Bengio, Belisle, Nadeau and Garcia 2001")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var gain: Double { signalGain { z in max(z, 0) + Double.log(onePlus: Double.exp(-abs(z))) } }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        A.map(Z) { ($0 > 0 ? $0 : 0) + S.log(onePlus: S.exp(-abs($0))) }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.map(Z) { $0 }
        dZ.applySigmoid()
        dZ.apply(dA) { s, dA in dA * s }
    }
}

import Components
import Tensor

/// The exponential linear unit.
public struct ELU: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "elu", summary: "Exponential linear unit: smooth, saturates at -alpha.",
        formula: "f(z) = z for z > 0, else alpha * (exp(z) - 1); f'(z) = 1 for z > 0, else f(z) + alpha",
        source: "Clevert, Unterthiner and Hochreiter 2016",
        parameters: [.number("alpha", default: 1, in: 0...100, "the value far to the left is -alpha")])

    private let alpha: Double

    /// Makes it with its alpha.
    public init(_ options: ComponentOptions) {
        alpha = options["alpha"]
    }

    public var kinks: [Double] { alpha == 1 ? [] : [0] }
    public var seams: [Double] { [0] }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        let alpha = S(alpha)
        A.setExpMinusOne(of: Z)
        A.apply(Z) { e, z in z > 0 ? z : alpha * e }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        let alpha = S(alpha)
        dZ.setExp(of: Z)
        dZ.apply(dA, Z) { e, dA, z in z > 0 ? dA : dA * alpha * e }
    }
}

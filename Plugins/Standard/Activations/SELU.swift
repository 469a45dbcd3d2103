import Components
import Tensor

/// The scaled exponential linear unit, which draws the signal's mean and variance towards 0 and 1.
public struct SELU: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "selu", summary: "Scaled ELU: keeps the signal near mean 0 and variance 1 by itself.",
        formula:
            "f(z) = 1.0507 * (z for z > 0, else 1.6733 * (exp(z) - 1)); f'(z) = 1.0507 for z > 0, else f(z) + 1.7581",
        source: "Klambauer, Unterthiner, Mayr and Hochreiter 2017")

    /// lambda: the slope on the right.
    private static let scale = 1.0507009873554804934193349852946
    /// lambda * alpha: the value far to the left is its negative.
    private static let depth = scale * 1.6732632423543772848170429916717

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var kinks: [Double] { [0] }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        let (scale, depth) = (S(SELU.scale), S(SELU.depth))
        A.setExpMinusOne(of: Z)
        A.apply(Z) { e, z in z > 0 ? scale * z : depth * e }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        let (scale, depth) = (S(SELU.scale), S(SELU.depth))
        dZ.setExp(of: Z)
        dZ.apply(dA, Z) { e, dA, z in z > 0 ? dA * scale : dA * depth * e }
    }
}

import Components
import Tensor

/// No non-linearity: a deep network of these is a linear one.
public struct Identity: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "identity", aliases: ["linear"],
        summary: "No non-linearity; shows what depth is worth without one.", formula: "f(z) = z; f'(z) = 1",
        source: "the baseline of every other activation")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        A.assign(Z)
    }

    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.assign(dA)
    }
}

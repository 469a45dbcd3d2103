import Components
import Tensor

/// The rectified linear unit, max(z, 0).
public struct ReLU: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "relu", summary: "Rectified linear unit: passes what is positive.",
        formula: "f(z) = max(z, 0); f'(z) = 1 for z > 0, else 0", source: "Nair and Hinton 2010")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var isReLU: Bool { true }
    public var gain: Double { 2 }
    public var kinks: [Double] { [0] }

    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        A.setReLU(of: Z)
    }

    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.setReLUGradient(dA, output: A)
    }
}

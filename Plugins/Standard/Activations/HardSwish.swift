import Components
import Tensor

/// Swish put together from straight lines and one parabola.
public struct HardSwish: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "hard_swish", summary: "Swish without an exponential: 0, a parabola, then the identity.",
        formula: "f(z) = z * min(max(z + 3, 0), 6) / 6; f'(z) = 0 for z < -3, 1 for z > 3, else (2 z + 3) / 6",
        source: "Howard et al. 2019, MobileNetV3")

    /// Makes it; there are no options.
    public init(_ options: ComponentOptions) {}

    public var gain: Double { signalGain { z in z * min(max(z + 3, 0), 6) / 6 } }
    public var kinks: [Double] { [-3, 3] }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        let sixth = 1 / S(6)
        A.map(Z) { $0 < -3 ? 0 : $0 > 3 ? $0 : $0 * ($0 + 3) * sixth }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        let sixth = 1 / S(6)
        dZ.map(dA, Z) { dA, z in z < -3 ? 0 : z > 3 ? dA : dA * (2 * z + 3) * sixth }
    }
}

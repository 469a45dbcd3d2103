import Components
import Tensor

/// ReLU with a small slope on the negative side.
public struct LeakyReLU: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "leaky_relu", aliases: ["lrelu"],
        summary: "ReLU that lets a share of what is negative through.",
        formula: "f(z) = z for z > 0, else slope * z; f'(z) = 1 for z > 0, else slope",
        source: "Maas, Hannun and Ng 2013",
        parameters: [.number("slope", default: 0.01, in: 0...1, "slope for negative inputs")])

    private let slope: Double

    /// Makes it with its slope.
    public init(_ options: ComponentOptions) {
        slope = options["slope"]
    }

    public var gain: Double { 2 / (1 + slope * slope) }
    public var kinks: [Double] { slope == 1 ? [] : [0] }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        let slope = S(slope)
        A.map(Z) { $0 > 0 ? $0 : slope * $0 }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        let slope = S(slope)
        dZ.map(dA, Z) { dA, z in z > 0 ? dA : slope * dA }
    }
}

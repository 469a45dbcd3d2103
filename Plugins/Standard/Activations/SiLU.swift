import Components
import Tensor

/// The sigmoid-weighted linear unit, also known as swish.
public struct SiLU: Activation, Component {
    /// The record.
    public static let info = ComponentInfo(
        .activation, "silu", aliases: ["swish"], summary: "Sigmoid linear unit, or swish: z times the logistic of z.",
        formula: "f(z) = z * s, s = 1 / (1 + exp(-beta * z)); f'(z) = s * (1 + beta * z * (1 - s))",
        source: "Elfwing, Uchibe and Doya 2018; with beta: Ramachandran, Zoph and Le 2017",
        parameters: [.number("beta", default: 1, in: 0...10, "steepness: 0 is z / 2, a large one nears ReLU")])

    private let beta: Double

    /// Makes it with its steepness.
    public init(_ options: ComponentOptions) {
        beta = options["beta"]
    }

    public var gain: Double { signalGain { z in z * sigmoid(beta * z) } }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        let beta = S(beta)
        A.map(Z) { beta * $0 }
        A.applySigmoid()
        A.apply(Z) { s, z in z * s }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    public func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        let beta = S(beta)
        dZ.map(dA, Z, A) { dA, z, a in
            let s = weight(a, z)
            return dA * s * (1 + beta * z * (1 - s))
        }
    }
}

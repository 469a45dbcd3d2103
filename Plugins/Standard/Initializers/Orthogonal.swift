import Components
import Tensor

/// A random orthogonal matrix: every direction keeps its length.
public struct Orthogonal: Initializer, Component {
    /// The record.
    public static let info = ComponentInfo(
        .initializer, "orthogonal", summary: "A random rotation, scaled by the activation: keeps lengths and angles.",
        formula:
            "W = gain * sqrt(activation's gain) * Q, Q^T Q = I or Q Q^T = I, Q diag(sign R) of a normal matrix Q R",
        source: "Saxe, McClelland and Ganguli 2014; uniform over rotations: Mezzadri 2007",
        parameters: [.number("gain", default: 1, in: 0.001...1000, "factor of all weights")])

    private let gain: Double

    /// Makes it with its factor.
    public init(_ options: ComponentOptions) {
        gain = options["gain"]
    }

    /// Drawn and decomposed in double, so that Float and Double agree to rounding.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        let (rows, columns) = (W.rows, W.columns)
        let isWide = rows < columns
        var A = Matrix<Double>(rows: max(rows, columns), columns: min(rows, columns))
        A.addNormal(deviation: 1, using: &random)
        let Q = A.qr().Q.entries
        let factor = self.gain * gain.squareRoot()
        W.withMutableEntries { W in
            for i in 0..<rows {
                for j in 0..<columns { W[i * columns + j] = S(factor * Q[isWide ? j * rows + i : i * columns + j]) }
            }
        }
    }
}

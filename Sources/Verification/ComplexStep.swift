import ComplexModule
import Components
import Network
import Tensor

/// The derivative of the cost as the imaginary part of a forward pass with one entry moved by ih.
///
/// The pass is written out here with plain loops over complex numbers and shares no arithmetic with the layers. An
/// activation is a real function; for it f(x + iy) = f(x) + i y f'(x) to first order, with f' from differences of
/// sixth order, so no derivative that the activation claims for itself is used either.
///
/// Source: Squire and Trapp 1998.
struct ComplexStep<S: Scalar>: CostSlopes {
    private typealias Number = Complex<Double>

    /// One moved entry.
    private struct Bump {
        let parameter: Parameter<S>
        let entry: Int
        let h: Double
    }

    private let checker: GradientChecker<S>
    /// The input of each layer without any change, computed by this pass.
    private var inputs: [[Complex<Double>]] = []

    init(_ checker: GradientChecker<S>) {
        self.checker = checker
        inputs = [checker.X.entries.map { Complex(Double($0)) }]
        for layer in checker.network.layers { inputs.append(forward(layer, inputs[inputs.count - 1], nil)) }
    }

    mutating func slope(
        _ entry: Int, of parameter: Parameter<S>, in layer: Int, step h: Double
    ) -> (slope: Double, crossings: Int)? {
        let bump = Bump(parameter: parameter, entry: entry, h: h)
        var signal = inputs[layer]
        for layer in checker.network.layers[layer...] { signal = forward(layer, signal, bump) }
        let value = Double(parameter.value.entries[entry])
        let lambda = Complex(parameter.isRegularized ? checker.lambda : 0)
        let penalty = lambda * Complex(value, h) * Complex(value, h)
        // Nothing real is moved, so no unit can cross a kink.
        return ((loss(signal) + penalty).imaginary / h, 0)
    }

    private var samples: Int { checker.targets.count }

    private func forward(_ layer: any Layer<S>, _ X: [Number], _ bump: Bump?) -> [Number] {
        switch layer {
        case let linear as Linear<S>:
            return affine(X, values(linear.W, bump), values(linear.b, bump))
        case let norm as BatchNormalization<S>:
            let Y = normalized(X, values(norm.gamma, bump), values(norm.beta, bump), epsilon: norm.epsilon)
            return norm.withReLU ? Y.map { $0.real > 0 ? $0 : .zero } : Y
        case let layer as ActivationLayer<S>:
            return activated(X, layer.activation)
        case let dropout as Dropout<S>:
            return zip(X, dropout.factors(samples, on: checker.backend)).map { $0 * Complex($1) }
        default:
            preconditionFailure("The complex step does not know the layer \(layer.name).")
        }
    }

    private func values(_ parameter: Parameter<S>, _ bump: Bump?) -> [Number] {
        var values = parameter.value.entries.map { Complex(Double($0)) }
        if let bump, bump.parameter === parameter { values[bump.entry].imaginary = bump.h }
        return values
    }

    /// Y = X W^T + b.
    private func affine(_ X: [Number], _ W: [Number], _ b: [Number]) -> [Number] {
        let (outputs, d) = (b.count, W.count / b.count)
        var Y = [Number](repeating: .zero, count: samples * outputs)
        for i in 0..<samples {
            for o in 0..<outputs {
                var sum = b[o]
                for j in 0..<d { sum += X[i * d + j] * W[o * d + j] }
                Y[i * outputs + o] = sum
            }
        }
        return Y
    }

    /// Y = gamma (X - mean) / sqrt(variance + epsilon) + beta with the moments of the batch.
    private func normalized(_ X: [Number], _ gamma: [Number], _ beta: [Number], epsilon: Double) -> [Number] {
        let d = gamma.count
        let n = Complex(Double(samples))
        var Y = X
        for j in 0..<d {
            let column = stride(from: j, to: X.count, by: d)
            let mean = column.reduce(Number.zero) { $0 + X[$1] } / n
            let variance = column.reduce(Number.zero) { $0 + (X[$1] - mean) * (X[$1] - mean) } / n
            let scale = gamma[j] / Number.sqrt(variance + Complex(epsilon))
            for at in column { Y[at] = (X[at] - mean) * scale + beta[j] }
        }
        return Y
    }

    private func activated(_ Z: [Number], _ activation: any Activation) -> [Number] {
        let real = Matrix<Double>(rows: samples, columns: Z.count / samples, Z.map(\.real))
        var A = real
        activation.forward(real, into: &A)
        let slopes = sixthOrderSlopes(of: activation, at: real)
        return zip(zip(A.entries, slopes), Z).map { Complex($0.0, $0.1 * $1.imaginary) }
    }

    /// f' = (45 (f1 - f-1) - 9 (f2 - f-2) + (f3 - f-3)) / 60 h, with h so small that no seam lies within 3 h.
    private func sixthOrderSlopes(of activation: any Activation, at Z: Matrix<Double>) -> [Double] {
        let steps = Z.entries.map { z in
            activation.seams.reduce(5e-3) { min($0, max(abs(z - $1) / 4, 1e-9)) }
        }
        var slopes = [Double](repeating: 0, count: Z.count)
        var A = Z
        for (offset, factor) in [(1.0, 45.0), (2, -9), (3, 1), (-1, -45), (-2, 9), (-3, -1)] {
            let moved = Matrix<Double>(
                rows: Z.rows, columns: Z.columns, zip(Z.entries, steps).map { $0 + offset * $1 })
            activation.forward(moved, into: &A)
            for (i, value) in A.entries.enumerated() { slopes[i] += factor * value }
        }
        return zip(slopes, steps).map { $0 / (60 * $1) }
    }

    /// The mean of sum_k T[k] (log sum exp(s) - s[k]), with the largest real score subtracted from all of a row.
    private func loss(_ scores: [Number]) -> Number {
        let K = checker.network.classes
        var sum = Number.zero
        for (i, shares) in checker.targets.shareRows.enumerated() {
            let row = scores[i * K..<(i + 1) * K]
            let top = Complex(row.map(\.real).max() ?? 0)
            let total = row.reduce(Number.zero) { $0 + Number.exp($1 - top) }
            let logarithm = Number.log(total) + top
            for (share, score) in zip(shares, row) { sum += Complex(share) * (logarithm - score) }
        }
        return sum / Complex(Double(samples))
    }
}

import Foundation

/// The whole forward pass once more, from pixels to cost, with nothing but loops over arrays of Double.
///
/// It shares no code with the library; tests hold the library to it. Rows are samples; W[k][o][i] leads from input i to
/// output o of layer k.
public struct StraightLineNetwork: Sendable {
    /// Where batch normalisation stands.
    public enum Normalization: String, Sendable { case none, before, after }

    /// Mean and variance (1/n) of each unit of a hidden layer.
    public typealias Moments = (mean: [Double], variance: [Double])

    /// Weights by layer, output, input.
    public var W: [[[Double]]] = []
    /// Biases by layer and unit.
    public var b: [[Double]] = []
    /// Scales by hidden layer and unit.
    public var gamma: [[Double]] = []
    /// Shifts by hidden layer and unit.
    public var beta: [[Double]] = []
    /// The epsilon under the root.
    public var epsilon = 1e-5
    private let normalization: Normalization
    private let f: @Sendable (Double) -> Double

    /// The activations by their names, with their default options.
    public static let activations: [String: @Sendable (Double) -> Double] = [
        "relu": { $0 < 0 ? 0 : $0 },
        "leaky_relu": { $0 < 0 ? 0.01 * $0 : $0 },
        "elu": { $0 < 0 ? exp($0) - 1 : $0 },
        "selu": { 1.0507009873554805 * ($0 < 0 ? 1.6732632423543772 * (exp($0) - 1) : $0) },
        "gelu": { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) },
        "silu": { $0 / (1 + exp(-$0)) },
        "softplus": { log(1 + exp($0)) },
        "hard_swish": { $0 * min(max($0 + 3, 0), 6) / 6 },
        "sigmoid": { 1 / (1 + exp(-$0)) },
        "tanh": { (exp($0) - exp(-$0)) / (exp($0) + exp(-$0)) },
        "identity": { $0 },
    ]

    /// A network without layers, to be filled; nil for an activation that is not written down here.
    public init?(activation: String, _ normalization: Normalization) {
        guard let f = StraightLineNetwork.activations[activation] else { return nil }
        self.f = f
        self.normalization = normalization
    }

    /// The scores of a batch and the moments of its hidden layers.
    ///
    /// - Parameter running: the moments to normalise with, as in inference; nil for those of the batch.
    public func scores(_ X: [[Double]], running: [Moments]? = nil) -> (scores: [[Double]], moments: [Moments]) {
        var (signal, moments) = (X, [Moments]())
        for k in W.indices {
            signal = signal.map { x in
                W[k].indices.map { o in b[k][o] + W[k][o].indices.reduce(0) { $0 + W[k][o][$1] * x[$1] } }
            }
            if k == W.count - 1 { break }
            if normalization == .before { normalize(&signal, k, running, &moments) }
            signal = signal.map { $0.map(f) }
            if normalization == .after { normalize(&signal, k, running, &moments) }
        }
        return (signal, moments)
    }

    /// mean of -log softmax(scores)[label] + lambda * sum of W^2; with smoothing, a share of it is the mean over all
    /// classes in place of the label.
    public func cost(_ X: [[Double]], labels: [Int32], lambda: Double = 0, smoothing: Double = 0) -> Double {
        let losses = zip(scores(X).scores, labels).map { row, label in
            let target = (1 - smoothing) * row[Int(label)] + smoothing * row.reduce(0, +) / Double(row.count)
            return log(row.map { exp($0) }.reduce(0, +)) - target
        }
        let squares = W.joined().joined().reduce(0) { $0 + $1 * $1 }
        return losses.reduce(0, +) / Double(X.count) + lambda * squares
    }

    private func normalize(_ signal: inout [[Double]], _ k: Int, _ running: [Moments]?, _ moments: inout [Moments]) {
        let own = StraightLineNetwork.moments(of: signal)
        moments.append(own)
        let used = running?[k] ?? own
        for i in signal.indices {
            for j in signal[i].indices {
                let centred = signal[i][j] - used.mean[j]
                signal[i][j] = gamma[k][j] * centred / (used.variance[j] + epsilon).squareRoot() + beta[k][j]
            }
        }
    }

    private static func moments(of signal: [[Double]]) -> Moments {
        let n = Double(signal.count)
        let mean = signal[0].indices.map { j in signal.reduce(0) { $0 + $1[j] } / n }
        let variance = mean.indices.map { j in signal.reduce(0) { $0 + ($1[j] - mean[j]) * ($1[j] - mean[j]) } / n }
        return (mean, variance)
    }
}

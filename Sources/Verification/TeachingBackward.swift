import Components
import Network
import Platform
import Tensor

/// The backward pass once more, in plain loops over Double, with room for one ``Fault``.
///
/// Without a fault it gives the gradients that training uses; it exists to be read, and to be broken on purpose.
public struct TeachingBackward<S: Scalar> {
    private let checker: GradientChecker<S>
    private let fault: Fault?

    /// A backward pass over a checker's network and batch.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the network has nothing that the fault could break.
    public init(_ checker: GradientChecker<S>, fault: Fault? = nil) throws {
        self.checker = checker
        self.fault = fault
        if let fault, !applies(fault) {
            throw LabError.usage("The fault \(fault.rawValue) \(fault.requirement).")
        }
    }

    /// dJ by every parameter tensor, in the order of the network's parameters.
    public func gradients() -> [Matrix<Double>] {
        let network = checker.network
        let outputs = checker.keepingBuffers {
            var workspace = Workspace(network)
            network.forward(checker.X, .training, in: &workspace, on: checker.backend)
            return workspace.outputs
        }
        let signals = ([checker.X] + outputs).map { $0.converted(to: Double.self) }
        var gradients: [Matrix<Double>] = []
        var dY = lossGradient(scores: signals[network.layers.count])
        for (i, layer) in network.layers.enumerated().reversed() {
            let (own, dX) = backward(layer, dY, input: signals[i], output: signals[i + 1])
            gradients = own + gradients
            dY = dX
        }
        return gradients
    }

    private func applies(_ fault: Fault) -> Bool {
        let network = checker.network
        let norms = network.layers.compactMap { $0 as? BatchNormalization<S> }
        return switch fault {
        case .dropMeanTerm, .dropVarianceTerm, .epsilonOutsideRoot: !norms.isEmpty
        case .swapGammaAndBeta: norms.contains { !$0.parameters.isEmpty }
        case .transposeW:
            network.layers.dropFirst().contains {
                (($0 as? Linear<S>)?.W.value).map { min($0.rows, $0.columns) > 1 } ?? false
            }
        case .skipActivation: bendsSignal
        case .forgetTwoLambdaW: checker.lambda > 0
        case .forgetOneOverN: checker.targets.count > 1
        }
    }

    /// Whether some activation differs from the identity.
    private var bendsSignal: Bool {
        checker.network.layers.contains { layer in
            if let norm = layer as? BatchNormalization<S> { return norm.withReLU }
            guard let activation = (layer as? ActivationLayer<S>)?.activation else { return false }
            let Z = Matrix<Double>(rows: 1, columns: 3, [-1, 0.5, 2])
            var A = Z
            activation.forward(Z, into: &A)
            return A != Z
        }
    }

    /// dS = (P - T) / n, where T is Y unless labels are smoothed or samples mixed.
    private func lossGradient(scores: Matrix<Double>) -> Matrix<Double> {
        var dS = Matrix<Double>(rows: 0, columns: scores.columns)
        dS.setSoftmax(of: scores)
        for (i, shares) in checker.targets.shareRows.enumerated() {
            for (k, share) in shares.enumerated() { dS[i, k] -= share }
        }
        let n = Double(checker.targets.count)
        if fault != .forgetOneOverN { dS.apply { $0 / n } }
        return dS
    }

    private func backward(
        _ layer: any Layer<S>, _ dY: Matrix<Double>, input X: Matrix<Double>, output Y: Matrix<Double>
    ) -> (own: [Matrix<Double>], dX: Matrix<Double>) {
        switch layer {
        case let linear as Linear<S>:
            return linearBackward(linear, dY, X)
        case let norm as BatchNormalization<S>:
            var masked = dY
            if norm.withReLU && fault != .skipActivation { masked.map(dY, Y) { $1 > 0 ? $0 : 0 } }
            return normalizationBackward(norm, masked, X)
        case let layer as ActivationLayer<S>:
            var dZ = dY
            if fault != .skipActivation { layer.activation.backward(dY, input: X, output: Y, into: &dZ) }
            return ([], dZ)
        case let dropout as Dropout<S>:
            let dX = zip(dY.entries, dropout.factors(X.rows, on: checker.backend)).map { $0 * $1 }
            return ([], Matrix(rows: X.rows, columns: X.columns, dX))
        default:
            preconditionFailure("The teaching pass does not know the layer \(layer.name).")
        }
    }

    /// dW = dY^T X + 2 lambda W, db = the sum over the batch of dY, dX = dY W.
    private func linearBackward(
        _ linear: Linear<S>, _ dY: Matrix<Double>, _ X: Matrix<Double>
    ) -> (own: [Matrix<Double>], dX: Matrix<Double>) {
        let W = linear.W.value.converted(to: Double.self)
        let (n, outputs, inputs) = (X.rows, W.rows, W.columns)
        let decay = fault == .forgetTwoLambdaW ? 0 : 2 * checker.lambda
        var (w, dW) = (W.entries, [Double](repeating: 0, count: W.count))
        if fault == .transposeW { w = (0..<W.count).map { W.entries[$0 % inputs * outputs + $0 / inputs] } }
        var db = Matrix<Double>(rows: 1, columns: outputs)
        var dX = [Double](repeating: 0, count: X.count)
        let (x, dy) = (X.entries, dY.entries)
        for i in 0..<n {
            for o in 0..<outputs {
                let d = dy[i * outputs + o]
                db[0, o] += d
                for j in 0..<inputs {
                    dW[o * inputs + j] += d * x[i * inputs + j]
                    dX[i * inputs + j] += d * w[o * inputs + j]
                }
            }
        }
        let cost = zip(dW, W.entries).map { $0 + decay * $1 }
        return ([Matrix(rows: outputs, columns: inputs, cost), db], Matrix(rows: n, columns: inputs, dX))
    }

    /// dgamma = sum(dY xhat), dbeta = sum(dY), dX = gamma / std (dY - mean(dY) - xhat mean(dY xhat)).
    private func normalizationBackward(
        _ norm: BatchNormalization<S>, _ dY: Matrix<Double>, _ X: Matrix<Double>
    ) -> (own: [Matrix<Double>], dX: Matrix<Double>) {
        let n = Double(X.rows)
        var dGamma = Matrix<Double>(rows: 1, columns: X.columns)
        var dBeta = dGamma
        var dX = X
        for j in 0..<X.columns {
            let mean = (0..<X.rows).reduce(0) { $0 + X[$1, j] } / n
            let variance = (0..<X.rows).reduce(0) { $0 + (X[$1, j] - mean) * (X[$1, j] - mean) } / n
            let std =
                fault == .epsilonOutsideRoot
                ? variance.squareRoot() + norm.epsilon : (variance + norm.epsilon).squareRoot()
            let xhat = (0..<X.rows).map { (X[$0, j] - mean) / std }
            dGamma[0, j] = (0..<X.rows).reduce(0) { $0 + dY[$1, j] * xhat[$1] }
            dBeta[0, j] = (0..<X.rows).reduce(0) { $0 + dY[$1, j] }
            let meanTerm = fault == .dropMeanTerm ? 0 : dBeta[0, j] / n
            let varianceTerm = fault == .dropVarianceTerm ? 0 : dGamma[0, j] / n
            let scale = Double(norm.gamma.value[0, j]) / std
            for i in 0..<X.rows { dX[i, j] = scale * (dY[i, j] - meanTerm - xhat[i] * varianceTerm) }
        }
        let own = fault == .swapGammaAndBeta ? [dBeta, dGamma] : [dGamma, dBeta]
        return (norm.parameters.isEmpty ? [] : own, dX)
    }
}

import Network
import Tensor

/// Differences of the cost between two forward passes of the network itself.
struct FiniteDifferences<S: Scalar>: CostSlopes {
    private let checker: GradientChecker<S>
    private let isCentered: Bool
    private let unchanged: Workspace<S>
    private var upper: Workspace<S>
    private var lower: Workspace<S>
    private var layer = 0

    init(_ checker: GradientChecker<S>, isCentered: Bool) {
        self.checker = checker
        self.isCentered = isCentered
        var workspace = Workspace(checker.network)
        checker.network.forward(checker.X, .training, in: &workspace, on: checker.backend)
        unchanged = workspace
        upper = workspace
        lower = workspace
    }

    mutating func slope(
        _ entry: Int, of parameter: Parameter<S>, in layer: Int, step h: Double
    ) -> (slope: Double, crossings: Int)? {
        if layer != self.layer { (upper, lower, self.layer) = (unchanged, unchanged, layer) }
        let (row, column) = entry.quotientAndRemainder(dividingBy: parameter.value.columns)
        let value = parameter.value[row, column]
        // In float, value + h is rounded; what was really added is what the difference is divided by.
        let above = value + S(h)
        let below = isCentered ? value - S(h) : value
        guard above > below else { return nil }
        parameter.value[row, column] = above
        let upperLoss = loss(from: layer, in: &upper)
        parameter.value[row, column] = below
        let lowerLoss = loss(from: layer, in: &lower)
        parameter.value[row, column] = value
        let (a, b) = (Double(above), Double(below))
        // The L2 term changes by this entry's square alone; summing all of W again would only add rounding.
        let penalty = parameter.isRegularized ? checker.lambda * (a * a - b * b) : 0
        let slope = (upperLoss - lowerLoss + penalty) / (a - b)
        return (slope, crossings(from: layer))
    }

    /// The mean loss of the batch, computed from a layer on; what is in front of it is unchanged in the workspace.
    private func loss(from layer: Int, in workspace: inout Workspace<S>) -> Double {
        checker.network.forward(
            checker.X, .training, layers: layer..<checker.network.layers.count, in: &workspace, on: checker.backend)
        return SoftmaxCrossEntropy.loss(scores: workspace.scores, checker.targets).loss / Double(checker.targets.count)
    }

    private func crossings(from first: Int) -> Int {
        checker.network.layers.enumerated().dropFirst(first).reduce(0) { sum, item in
            let (i, layer) = item
            let (a, b) = (signal(of: layer, i, in: upper), signal(of: layer, i, in: lower))
            return sum + (a == nil ? 0 : count(a!, b!))
        }
    }

    private func signal(
        of layer: any Layer<S>, _ i: Int, in workspace: Workspace<S>
    ) -> (points: [Double], signal: Matrix<S>)? {
        layer.kinks(input: i == 0 ? checker.X : workspace.outputs[i - 1], output: workspace.outputs[i])
    }

    private func count(
        _ a: (points: [Double], signal: Matrix<S>), _ b: (points: [Double], signal: Matrix<S>)
    ) -> Int {
        zip(a.signal.entries, b.signal.entries).reduce(0) { sum, units in
            sum + a.points.count { (units.0 > S($0)) != (units.1 > S($0)) }
        }
    }
}

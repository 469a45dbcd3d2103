import Components
import Network
import Tensor

/// Compares the gradients that the backward pass computes with derivatives that only use the forward pass.
///
/// Both are gradients of the cost J = loss + lambda * sum of W^2 of one batch, in training, where batch normalisation
/// takes the moments of the batch itself. Every pass has the same key, so that dropout drops the same units in all of
/// them. The network is left as it was found.
public struct GradientChecker<S: Scalar> {
    /// The network, at the point where its gradients are checked.
    public let network: Network<S>
    /// The batch, n x d, as the first layer sees it.
    public let X: Matrix<S>
    /// What the batch is held against.
    public let targets: Targets<S>
    /// The factor of the L2 term.
    public let lambda: Double
    let backend: Backend

    /// A checker for one batch.
    public init(_ network: Network<S>, _ X: Matrix<S>, _ targets: Targets<S>, lambda: Double, on backend: Backend) {
        self.network = network
        self.X = X
        self.targets = targets
        self.lambda = lambda
        self.backend = backend
    }

    /// dJ by every parameter tensor, by the backward pass that training uses.
    public func analyticGradients() -> [Matrix<Double>] {
        keepingBuffers {
            var workspace = Workspace(network)
            _ = network.lossAndGradients(X, targets, in: &workspace, on: backend)
            return network.parameters.map { parameter in
                var gradient = parameter.gradient
                gradient.combine(1, with: parameter.value, S(parameter.decay(lambda: lambda)))
                return gradient.converted()
            }
        }
    }

    /// Compares gradients, one matrix for each parameter, with numeric ones.
    ///
    /// - Parameters:
    ///   - check: how analytic and numeric gradients are compared.
    ///   - gradients: one matrix for each parameter, in the order of the network's.
    ///   - progress: called with the number of tensors that are done, before each of them; what it throws ends the
    ///     check.
    public func report(
        _ check: GradientCheck, of gradients: [Matrix<Double>], progress: (Int) throws -> Void
    ) rethrows -> GradientReport {
        try keepingBuffers {
            var slopes: any CostSlopes<S> =
                check.method == .complex
                ? ComplexStep(self) : FiniteDifferences(self, isCentered: check.method == .centered)
            var tensors: [TensorCheck] = []
            for (layer, parameters) in network.layers.map({ $0.parameters }).enumerated() {
                for parameter in parameters {
                    try progress(tensors.count)
                    let analytic = gradients[tensors.count].entries
                    let chosen = entries(of: parameter, number: tensors.count, check)
                    let found = check.steps.map { h in
                        chosen.map { entry in
                            let slope = slopes.slope(entry, of: parameter, in: layer, step: h)
                            return EntryCheck(
                                analytic: analytic[entry], numeric: slope?.slope ?? 0,
                                crossings: slope?.crossings ?? 0, isLost: slope == nil)
                        }
                    }
                    tensors.append(record(parameter, layer, analytic, found, check))
                }
            }
            return GradientReport(check: check, tensors: tensors)
        }
    }

    /// The same without word of its progress.
    public func report(_ check: GradientCheck, of gradients: [Matrix<Double>]) -> GradientReport {
        report(check, of: gradients) { _ in }
    }

    /// - Parameter found: the entries by step.
    private func record(
        _ parameter: Parameter<S>, _ layer: Int, _ analytic: [Double], _ found: [[EntryCheck]], _ check: GradientCheck
    ) -> TensorCheck {
        let byEntry = found[0].indices.map { entry in found.map { $0[entry] }.filter(\.isComparable) }
        let wrong = byEntry.count { entry in
            !entry.isEmpty
                && entry.allSatisfy { check.relativeError($0.analytic, $0.numeric) > check.tolerance }
        }
        let largest = analytic.map(abs).max() ?? 0
        let largestNumeric = byEntry.joined().map { abs($0.numeric) }.max() ?? 0
        let isZero = largest < zeroBound && largestNumeric < check.floor
        return TensorCheck(
            name: parameter.name, shape: parameter.value.shape, entries: byEntry.count, wrong: wrong,
            undecided: byEntry.count(where: \.isEmpty), largestGradient: largest,
            steps: zip(check.steps, found).map { StepErrors(h: $0, $1, check) },
            zeroReason: isZero ? zeroReason(parameter, layer) : nil)
    }

    /// Sums of n terms of about 1 that cancel leave about this much.
    private var zeroBound: Double { 1e3 * Double(S.ulpOfOne) }

    /// A shift of every sample by the same vector passes linear parts and is taken away by the next normalisation.
    private func zeroReason(_ parameter: Parameter<S>, _ layer: Int) -> String {
        let own = network.layers[layer]
        let shifts =
            (own as? Linear<S>)?.b === parameter
            || (own as? BatchNormalization<S>).map { $0.beta === parameter && !$0.withReLU } == true
        let next = network.layers[(layer + 1)...].first { !($0 is Linear<S>) }
        return shifts && next is BatchNormalization<S>
            ? "batch norm behind it subtracts the mean of the batch, so adding a constant changes nothing"
            : "nothing behind it answers to a change of it in this batch"
    }

    private func entries(of parameter: Parameter<S>, number: Int, _ check: GradientCheck) -> [Int] {
        let count = parameter.value.count
        guard count > check.samples else { return Array(0..<count) }
        var random = Random(seed: check.seed, purpose: .check, position: number)
        return random.permutation(count).prefix(check.samples).map(Int.init).sorted()
    }

    /// Training passes move the running moments; a check must not.
    func keepingBuffers<Result>(_ body: () throws -> Result) rethrows -> Result {
        let values = network.buffers.map(\.value)
        defer { for (buffer, value) in zip(network.buffers, values) { buffer.value = value } }
        return try body()
    }
}

/// A way to take the derivative of the cost by one entry of a parameter.
protocol CostSlopes<S> {
    associatedtype S: Scalar

    /// The derivative by an entry, and how many units crossed a kink between the evaluations; nil where the step is below
    /// the rounding of the entry.
    mutating func slope(
        _ entry: Int, of parameter: Parameter<S>, in layer: Int, step h: Double
    ) -> (slope: Double, crossings: Int)?
}

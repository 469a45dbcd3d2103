import Components
import Data
import Foundation
import Network
import Platform
import Tensor
import Training
import Verification

/// What to look at before a long training: each line takes moments and tells one kind of mistake.
///
/// The order is that in which mistakes build on each other: inputs, loss, cost, gradients, learning.
public struct SanityTest: Sendable {
    /// The images that are learned by heart.
    public static let images = 100
    /// The loss at which they count as learned.
    public static let smallLoss = 0.05

    private let configuration: RunConfiguration
    private let components: RunComponents
    private let splits: Splits
    private let maximumSteps: Int

    /// Loads the data of a configuration.
    ///
    /// - Parameters:
    ///   - configuration: the settings of the run.
    ///   - registry: where the components are looked up.
    ///   - maximumSteps: the updates after which learning by heart has failed.
    public init(_ configuration: RunConfiguration, _ registry: Registry, maximumSteps: Int = 3000) async throws {
        self.configuration = configuration
        self.maximumSteps = maximumSteps
        components = try RunComponents(configuration, registry)
        splits = try await DataLibrary.load(configuration.dataRequest)
    }

    /// Makes every check and hands each finding out as it comes.
    ///
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    public func run(progress: (_ step: Int, _ of: Int) -> Void, onFinding: (SanityFinding) throws -> Void) throws {
        let prepared = try PreparedTraining<Float>(configuration, components, splits)
        try onFinding(inputs(prepared))
        let losses = losses(prepared)
        try components.registry.fault.check()
        for finding in losses { try onFinding(finding) }
        try Interruption.check()
        try onFinding(gradients(prepared.model.normalizer))
        try onFinding(overfit(prepared.model.normalizer, progress))
    }

    /// A thousand training samples as the network sees them.
    private func inputs(_ prepared: PreparedTraining<Float>) -> SanityFinding {
        var X = Matrix<Float>(rows: 0, columns: prepared.trainer.network.inputs)
        let positions = shuffled(prepared.training).prefix(1000)
        BatchReader<Float>(prepared.model.normalizer)
            .read(positions[...], of: prepared.training.dataset, into: &X, on: prepared.backend)
        let (mean, deviation) = X.meanAndDeviation()
        // Whitening shrinks directions of little variance, and raw pixels are what they are: there it only tells.
        let isStandardized = [.perDimension, .perChannel].contains(prepared.model.normalizer.mode)
        return SanityFinding(
            "inputs", !isStandardized || abs(mean) < 0.2 && (0.5...1.5).contains(deviation),
            measured: "mean \(mean.text(2)), deviation \(deviation.text(2))",
            expected: isStandardized ? "about 0 and 1" : "whatever \(configuration.normalize) makes",
            explanation: "Inputs off centre or of very different sizes make the loss a narrow valley, in which one "
                + "learning rate cannot suit all weights. See --normalize.")
    }

    /// The loss of the first batch with the last layer at zero and as it was drawn, and the cost.
    private func losses(_ prepared: PreparedTraining<Float>) -> [SanityFinding] {
        let network = prepared.trainer.network
        let logK = log(Double(network.classes))
        let first = evaluate(network, lambda: configuration.lambda, prepared)
        guard let last = network.parameters.last(where: \.isRegularized) else { return [] }
        let drawn = last.value
        last.value.apply { 0 * $0 }
        let blind = evaluate(network, lambda: 0, prepared).loss
        last.value = drawn
        let lambda = configuration.lambda > 0 ? configuration.lambda : 0.01
        let costly = evaluate(network, lambda: lambda, prepared)
        let squares = network.parameters.filter(\.isRegularized).flatMap(\.value.entries)
            .reduce(0) { $0 + Double($1) * Double($1) }
        return [
            SanityFinding(
                "loss without a signal", abs(blind - logK) < 1e-4, measured: blind.text(4),
                expected: "ln \(network.classes) = \(logK.text(4))",
                explanation:
                    "With the last weights at zero all classes are equally likely, and the loss is ln K for any "
                    + "data. Anything else is a mistake in softmax, logarithm or mean."),
            SanityFinding(
                "loss at the start", first.loss > logK - 0.5 && first.loss < logK + 1.5, measured: first.loss.text(4),
                expected: "near ln \(network.classes), up to \((logK + 1.5).text(1))",
                explanation: "Fresh weights know nothing; scores that are large before any learning are wrong with "
                    + "confidence. Much above: the initial weights are too large (--init). Much below: the loss is no mean of -log p."
            ),
            SanityFinding(
                "lambda raises the cost",
                costly.cost > costly.loss
                    && abs(costly.cost - costly.loss - lambda * squares) < 1e-6 * costly.cost,
                measured: "\(costly.loss.text(4)) to \(costly.cost.text(4))", expected: "up, by lambda * sum of W^2",
                explanation: "Lambda \(lambda) adds to the cost, never to the loss. A cost that does not rise has "
                    + "forgotten the L2 term, or the weights are all zero."),
        ]
    }

    private func evaluate(
        _ network: Network<Float>, lambda: Double, _ prepared: PreparedTraining<Float>
    ) -> Metrics {
        let sample = Subset(prepared.training.dataset, shuffled(prepared.training).prefix(1000))
        // One training pass gives batch normalisation its first moments, without which inference is off scale.
        var X = Matrix<Float>(rows: 0, columns: network.inputs)
        let reader = BatchReader<Float>(prepared.model.normalizer)
        reader.read(sample.positions[...], of: sample.dataset, into: &X, on: prepared.backend)
        var workspace = Workspace(network)
        network.forward(X, .training, in: &workspace, on: prepared.backend)
        let evaluator = Evaluator(network, batchSize: configuration.evalBatchSize, on: prepared.backend)
        return evaluator.metrics(network, on: sample, reader: reader, lambda: lambda)
    }

    /// A few entries of every tensor, against centered differences.
    private func gradients(_ normalizer: Normalizer) throws -> SanityFinding {
        var small = configuration
        small.batchSize = min(configuration.batchSize, 20)
        let check = try GradientCheck(steps: [1e-5], samples: 10, seed: configuration.seed)
        let (checker, gradients) = try GradientSample(
            small, components, splits, normalizer: normalizer
        ).analytic(nil)
        let report = try checker.report(check, of: gradients) { _ in try Interruption.check() }
        let worst = report.worst
        return SanityFinding(
            "gradients", report.passed,
            measured: "\(String(format: "%.0e", worst?.best.worstRelative ?? 0)) in \(worst?.name ?? "none")",
            expected: "below \(String(format: "%.0e", check.tolerance))",
            explanation: "The backward pass against differences of the forward pass, 10 entries a tensor. For all of "
                + "it, and for what to do if it is off: layerlab check-gradients.")
    }

    /// Trains on a hundred images alone until they are known by heart.
    private func overfit(
        _ normalizer: Normalizer, _ progress: (_ step: Int, _ of: Int) -> Void
    ) throws -> SanityFinding {
        let few = Subset(splits.training.dataset, shuffled(splits.training).prefix(SanityTest.images))
        let alone = Splits(training: few, validation: few, test: few, checksum: splits.checksum)
        var learned = configuration
        learned.lambda = 0
        learned.augment = "none"
        learned.loss = RunConfiguration().loss
        (learned.dropout, learned.inputDropout) = (0, 0)
        learned.batchSize = min(configuration.batchSize, few.count)
        let parts = try RunComponents(learned, components.registry)
        let steps = maximumSteps
        let prepared = try PreparedTraining<Float>(learned, parts, alone, normalizer: normalizer) { plan in
            plan.steps = steps
            plan.evalEvery = 20
            return HighestRate(eta: parts.schedule.range.upperBound)
        }
        let outcome = try memorize(prepared.trainer, progress)
        return SanityFinding(
            "learning \(few.count) images by heart",
            outcome.metrics.loss < SanityTest.smallLoss && outcome.metrics.accuracy == 1,
            measured:
                "loss \(outcome.metrics.loss.text(4)), accuracy \((100 * outcome.metrics.accuracy).text(0)) % after "
                + "\(outcome.steps) steps",
            expected: "loss below \(SanityTest.smallLoss), accuracy 100 %",
            explanation: "A network with more weights than images can know them all, without lambda and noise. If it "
                + "does not, labels and images do not belong together, the rate is wrong, no signal reaches the first "
                + "layers (deep networks without batch norm), or the layers are too narrow (--hidden).")
    }

    private func memorize(
        _ trainer: Trainer<Float>, _ progress: (_ step: Int, _ of: Int) -> Void
    ) throws -> (metrics: Metrics, steps: Int) {
        var last = Metrics(loss: .infinity, cost: .infinity, accuracy: 0)
        var steps = 0
        do {
            _ = try trainer.run(
                shouldStop: { (last.loss < SanityTest.smallLoss && last.accuracy == 1) || Interruption.isRequested }
            ) { event in
                switch event {
                case .step(let step, _, _):
                    steps = step
                    progress(step, maximumSteps)
                case .evaluation(let row): last = row.training
                case .snapshot, .warning, .statistics: break
                }
            }
        } catch let error as LabError where error.kind == .diverged {
            last.loss = .infinity
        }
        try Interruption.check()
        return (last, steps)
    }

    /// The training positions in the random order of the configuration's seed.
    private func shuffled(_ training: Subset) -> [Int32] {
        var random = Random(seed: configuration.seed, purpose: .check)
        return random.permutation(training.count).map { training.positions[Int($0)] }
    }
}

/// The highest rate of a schedule, at every step.
private struct HighestRate: Schedule {
    let eta: Double

    var range: ClosedRange<Double> { eta...eta }

    func rate(at step: Int, of length: TrainingLength) -> Double { eta }
}

extension Double {
    fileprivate func text(_ decimals: Int) -> String { isNaN ? "nan" : String(format: "%.\(decimals)f", self) }
}

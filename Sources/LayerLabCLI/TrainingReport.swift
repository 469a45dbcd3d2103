import Foundation
import LayerLab

/// Shows a training while it runs: a live line on a terminal, one line an evaluation elsewhere.
struct TrainingReport {
    private let output: OutputOptions
    private let clock = ContinuousClock()
    private var start = ContinuousClock.now
    private var progress = ProgressLine(total: 0, mode: .quiet)
    private var stage: PreparationProgress.Stage?
    private var preparation: RunPreparation?
    /// The accuracy of the last evaluation.
    private var accuracy = ""

    init(_ output: OutputOptions) {
        self.output = output
    }

    /// Takes in what a run tells.
    mutating func show(_ event: RunEvent) {
        switch event {
        case .preparing(let stage): show(stage)
        case .prepared(let preparation): begin(preparation)
        case .training(.step(let step, _, let loss)): show(step: step, loss: loss)
        case .training(.statistics): break
        case .training(.evaluation(let row)): show(row)
        case .training(.snapshot): break
        case .training(.warning(let warning)): progress.line("warning: \(warning.message)")
        }
    }

    /// Ends the live line.
    mutating func finish() { progress.finish() }

    private mutating func show(_ preparation: PreparationProgress) {
        if stage != preparation.stage {
            stage = preparation.stage
            progress.finish()
            progress = ProgressLine(total: preparation.total, mode: output.quiet ? .quiet : .automatic)
            progress.line("preparing the inputs: \(preparation.stage.rawValue)")
        }
        progress.update(step: preparation.done, fields: [preparation.stage.rawValue])
    }

    private mutating func begin(_ preparation: RunPreparation) {
        progress.finish()
        self.preparation = preparation
        start = clock.now
        progress = ProgressLine(
            total: preparation.plan.steps, from: preparation.firstStep, mode: output.quiet ? .quiet : .automatic)
        let (training, validation, test) = preparation.samples
        progress.line(
            "\(training) training, \(validation) validation, \(test) test samples; \(preparation.parameters) parameters; "
                + "\(preparation.plan.steps) steps of \(preparation.plan.batchSize), "
                + "\(preparation.stepsPerEpoch) an epoch")
        if preparation.firstStep > 0 { progress.line("continuing after step \(preparation.firstStep)") }
        progress.line("cost = loss + lambda * sum of W^2, lambda \(preparation.plan.lambda)")
        if output.verbose {
            progress.line("kernels \(Backend.kernelSetName), folder \(preparation.folder.url.path)")
        }
    }

    private mutating func show(step: Int, loss: Double) {
        let (accuracy, rate) = (accuracy, rate(step))
        progress.update(step: step, fields: ["loss " + loss.formatted(decimals: 4), accuracy, rate])
    }

    private mutating func show(_ row: HistoryRow) {
        let hasValidation = preparation.map { $0.samples.validation > 0 } ?? true
        let measured = hasValidation ? [row.training, row.validation] : [row.training]
        accuracy = (hasValidation ? "validation " : "training ") + measured[measured.count - 1].accuracy.percent
        progress.line(
            "epoch \(row.epoch.formatted(decimals: 1))  step \(row.step)  eta \(String(format: "%.2e", row.eta))  "
                + "loss \(measured.map { $0.loss.formatted(decimals: 4) }.joined(separator: " / "))  "
                + "accuracy \(measured.map(\.accuracy.percent).joined(separator: " / "))"
                + (row.step > preparation?.firstStep ?? 0 ? "  \(rate(row.step))" : ""))
    }

    private func rate(_ step: Int) -> String {
        guard let preparation, step > preparation.firstStep else { return "" }
        let seconds = start.duration(to: clock.now) / .seconds(1)
        let images = Double((step - preparation.firstStep) * preparation.plan.batchSize)
        return "\(Int(images / max(seconds, 1e-9))) images/s"
    }
}

extension Double {
    /// A fixed number of decimals: `1.2346`; of numbers too long for a table the power of ten: `9.121e+27`.
    func formatted(decimals: Int) -> String { String(format: abs(self) < 1e9 ? "%.\(decimals)f" : "%.3e", self) }
    /// A share as percent with two decimals: `53.60 %`.
    var percent: String { String(format: "%.2f %%", 100 * self) }
}

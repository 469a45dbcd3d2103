import Platform
import RealModule
import Tensor

/// The error of numeric gradients over the step h: falling with the truncation, rising again with the rounding.
public struct StepSweep: Sendable {
    /// One step.
    public struct Point: Sendable {
        /// The step.
        public let h: Double
        /// The largest relative error of all entries looked at, those at kinks included; infinite where the step is
        /// lost in rounding.
        public let error: Double
    }

    /// The method and the precision: `centered, double`.
    public let name: String
    /// From the largest step to the smallest.
    public let points: [Point]

    /// Measures one method at every step.
    ///
    /// - Throws: ``LabError`` of kind `interrupted` after Ctrl-C.
    public init<S: Scalar>(
        _ name: String, _ checker: GradientChecker<S>, _ gradients: [Matrix<Double>], _ method: GradientCheck.Method,
        _ check: GradientCheck
    ) throws {
        var check = check
        check.method = method
        check.samples = min(check.samples, StepSweep.samples)
        check.steps = StepSweep.steps
        let report = try checker.report(check, of: gradients) { _ in try Interruption.check() }
        self.name = name
        points = StepSweep.steps.indices.map { i in
            Point(h: StepSweep.steps[i], error: report.tensors.map { $0.worstOfAll(at: i) }.max() ?? 0)
        }
    }

    /// Two steps a decade, from 0.1 to 1e-13.
    private static let steps = (2...26).map { Double.pow(10, -Double($0) / 2) }
    /// Entries of each tensor: a curve needs fewer than a verdict.
    private static let samples = 10
}

extension TensorCheck {
    /// The largest relative error at a step, with the entries that met a kink; infinite where the step moved nothing.
    fileprivate func worstOfAll(at step: Int) -> Double {
        let errors = steps[step]
        if errors.lost > 0 { return .infinity }
        return errors.kinks == entries
            ? errors.worstRelativeAtKinks : max(errors.worstRelative, errors.worstRelativeAtKinks)
    }
}

import Components
import Data
import Platform
import Tensor
import Verification

/// The gradient check of a configuration, on a batch of its training data.
public struct GradientTest: Sendable {
    private let sample: GradientSample
    private let fault: Fault?
    private let componentFault: ComponentFault

    /// Reads the data and builds the network.
    ///
    /// - Parameters:
    ///   - configuration: the settings of the run.
    ///   - registry: where the components are looked up.
    ///   - dimensions: how many input dimensions are kept, evenly spread; nil for all.
    ///   - fault: a mistake to put into the backward pass; nil to check the one that training uses.
    /// - Throws: ``LabError`` where the data cannot be read or something does not go together.
    public init(
        _ configuration: RunConfiguration, _ registry: Registry, dimensions: Int? = nil, fault: Fault? = nil
    ) async throws {
        try self.init(
            configuration, registry, on: await DataLibrary.load(configuration.dataRequest), dimensions: dimensions,
            fault: fault)
    }

    /// The same on data that are read already.
    public init(
        _ configuration: RunConfiguration, _ registry: Registry, on splits: Splits, dimensions: Int? = nil,
        fault: Fault? = nil
    ) throws {
        let components = try RunComponents(configuration, registry)
        sample = try GradientSample(configuration, components, splits, dimensions: dimensions)
        self.fault = fault
        componentFault = registry.fault
    }

    /// Checks the gradients in double, and those in float against them.
    ///
    /// - Parameters:
    ///   - check: how analytic and numeric gradients are compared.
    ///   - progress: told how many of how many tensors are done.
    /// - Throws: ``LabError``: `interrupted` after Ctrl-C, `badData` where a plugin has failed.
    public func run(_ check: GradientCheck, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws
        -> GradientReport
    {
        let (checker, gradients) = try sample.analytic(fault)
        var report = try checker.report(check, of: gradients) { done in
            progress(done, gradients.count)
            try Interruption.check()
        }
        if fault == nil {
            report.compare(float: sample.checker(Float.self).analyticGradients(), with: gradients)
        }
        try componentFault.check()
        return report
    }

    /// The error over the step h for every method in double, and for centered differences in float.
    ///
    /// - Parameters:
    ///   - check: how analytic and numeric gradients are compared.
    ///   - progress: told how many of how many curves are done.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    public func errorsByStep(
        _ check: GradientCheck, progress: (_ done: Int, _ of: Int) -> Void
    ) throws -> [StepSweep] {
        let (checker, gradients) = try sample.analytic(fault)
        let methods = GradientCheck.Method.allCases
        var sweeps: [StepSweep] = []
        for method in methods {
            progress(sweeps.count, methods.count + 1)
            sweeps.append(try StepSweep("\(method.rawValue), double", checker, gradients, method, check))
        }
        progress(methods.count, methods.count + 1)
        let float = sample.checker(Float.self)
        return sweeps + [try StepSweep("centered, float", float, gradients, .centered, check)]
    }
}

import Components
import Data
import Platform
import Verification

/// A figure of the reports' gradient checks, of a network with a batch of 100 images.
package enum ReportGradients: Sendable {
    /// Report A: the worst relative error of networks of 2, 3 and 4 layers with batch norm, over all floors.
    case worstWithBatchNorm
    /// Report B: the worst relative error of a network with 10 hidden units.
    case tenUnits
    /// Report D: the mean absolute difference of a tensor of a network with 50 hidden units: `W1`, `b1`, `W2`, `b2`.
    case fiftyUnits(String)
}

/// Worst relative errors of one network by the floor of their denominator.
package struct GradientErrors: Sendable {
    /// The floors, those that report A's columns seem to be.
    package static let floors = [1e-5, 1e-4, 1e-3, 1e-2]
    /// Layers, 50 units in each hidden one.
    package let layers: Int
    /// The placement of batch norm.
    package let batchNorm: String
    /// The worst relative error at each floor.
    package let worst: [Double]
}

/// The gradient checks of a reproduction, with centered differences of step 1e-5 in double; each is made once.
struct ReportGradientChecks {
    private var tests: [String: GradientTest] = [:]
    private var reports: [String: GradientReport] = [:]

    /// The table of report A.
    mutating func errors(
        _ registry: Registry, _ flags: [String: String], _ data: inout DataCache, say: (String) -> Void
    ) async throws -> [GradientErrors] {
        var errors: [GradientErrors] = []
        for layers in [2, 3, 4] {
            for batchNorm in ["none", "before"] {
                say("gradient check of \(layers) layers, batch norm \(batchNorm)")
                let hidden = Array(repeating: "50", count: layers - 1).joined(separator: ",")
                var worst: [Double] = []
                for floor in GradientErrors.floors {
                    let report = try await report(hidden, batchNorm, floor: floor, registry, flags, &data)
                    worst.append(report.worst?.best.worstRelative ?? 0)
                }
                errors.append(GradientErrors(layers: layers, batchNorm: batchNorm, worst: worst))
            }
        }
        return errors
    }

    /// What a row asks for.
    mutating func measure(
        _ row: ReportGradients, _ registry: Registry, _ flags: [String: String], _ data: inout DataCache,
        say: (String) -> Void
    ) async throws -> Double {
        switch row {
        case .worstWithBatchNorm:
            let errors = try await errors(registry, flags, &data, say: say)
            return errors.filter { $0.batchNorm != "none" }.flatMap(\.worst).max() ?? 0
        case .tenUnits:
            return try await report("10", "none", floor: 1e-3, registry, flags, &data).worst?.best.worstRelative ?? 0
        case .fiftyUnits(let tensor):
            let report = try await report("50", "none", floor: 1e-3, registry, flags, &data)
            let name = "layer\(tensor.suffix(1)).\(tensor.prefix(1))"
            guard let found = report.tensors.first(where: { $0.name == name }) else {
                throw LabError.unknown("tensor", name, choices: report.tensors.map(\.name))
            }
            return found.best.meanAbsolute
        }
    }

    private mutating func report(
        _ hidden: String, _ batchNorm: String, floor: Double, _ registry: Registry, _ flags: [String: String],
        _ data: inout DataCache
    ) async throws -> GradientReport {
        let network = "\(hidden) \(batchNorm)"
        let key = "\(network) \(floor)"
        if let known = reports[key] { return known }
        if tests[network] == nil {
            let configuration = try Recipe("3-layer", ["hidden": hidden, "batch_norm": batchNorm])
                .configuration(registry, flags: flags)
            tests[network] = try GradientTest(
                configuration, registry, on: await data.load(configuration.dataRequest))
        }
        let report = try tests[network]!.run(GradientCheck(steps: [1e-5], floor: floor)) { _, _ in }
        reports[key] = report
        return report
    }
}

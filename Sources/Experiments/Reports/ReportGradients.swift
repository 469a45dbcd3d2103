import Components
import Platform
import Verification

/// A gradient check of the published reports, made again on a batch of 100 images.
public enum ReportGradients: Sendable, Hashable {
    /// Report A: the worst relative error of networks of 2, 3 and 4 layers with batch norm.
    case worstWithBatchNorm
    /// Report B: the worst relative error of a network with 10 hidden units.
    case tenUnits
    /// Report D: the mean absolute difference of a tensor of a network with 50 hidden units: `W1`, `b1`, `W2`, `b2`.
    case fiftyUnits(String)

    /// The floors of the relative error that report A's columns seem to be.
    public static let floors = [1e-5, 1e-4, 1e-3, 1e-2]

    /// The networks of a table of errors by floor: layers, and placement of batch norm.
    public static let networks = [2, 3, 4].flatMap { layers in
        ["none", "before"].map { (layers: layers, batchNorm: $0) }
    }

    /// What the check comes to.
    public func measure(_ registry: Registry, flags: [String: String]) async throws -> Double {
        switch self {
        case .worstWithBatchNorm:
            var worst = 0.0
            for network in Self.networks where network.batchNorm != "none" {
                worst = max(
                    worst, try await Self.worst(network.layers, network.batchNorm, floor: 1e-3, registry, flags))
            }
            return worst
        case .tenUnits:
            return try await Self.report("10", "none", floor: 1e-3, registry, flags).worst?.best.worstRelative ?? 0
        case .fiftyUnits(let tensor):
            let report = try await Self.report("50", "none", floor: 1e-3, registry, flags)
            let name = "layer\(tensor.suffix(1)).\(tensor.prefix(1))"
            guard let found = report.tensors.first(where: { $0.name == name }) else {
                throw LabError.unknown("tensor", name, choices: report.tensors.map(\.name))
            }
            return found.best.meanAbsolute
        }
    }

    /// The worst relative error of a network of so many layers, 50 units in each hidden one.
    public static func worst(
        _ layers: Int, _ batchNorm: String, floor: Double, _ registry: Registry, _ flags: [String: String]
    ) async throws -> Double {
        let hidden = Array(repeating: "50", count: layers - 1).joined(separator: ",")
        return try await report(hidden, batchNorm, floor: floor, registry, flags).worst?.best.worstRelative ?? 0
    }

    private static func report(
        _ hidden: String, _ batchNorm: String, floor: Double, _ registry: Registry, _ flags: [String: String]
    ) async throws -> GradientReport {
        let configuration = try Recipe("3-layer", ["hidden": hidden, "batch_norm": batchNorm])
            .configuration(registry, flags: flags)
        let check = try GradientCheck(steps: [1e-5], floor: floor)
        return try await GradientTest(configuration, registry).run(check) { _, _ in }
    }
}

import Components
import Foundation
import Platform
import Verification

extension Grading {
    /// What 'layerlab plugin check' prints.
    private struct Listing: Decodable {
        let components: [ComponentCheck]
    }

    /// What 'layerlab plugin values' prints.
    private struct Values: Decodable {
        let values, derivatives: [Double]
    }

    /// Builds a plugin, holds it to its promises, and compares what it gives.
    mutating func findings(_ task: PluginTask) async throws -> GradeFindings {
        let library = try await library(task.file)
        let child = try await layerlab(
            ["plugin", "check", library.path] + (task.component.map { [$0] } ?? []) + ["--json", "--repeats", "1"])
        let all = try decoded(Listing.self, child, "The check of \(task.file)", codes: [0, 2]).components
        let checks = all.filter { $0.kind == task.kind.rawValue }
        guard !checks.isEmpty else {
            let held = all.map { "the \($0.kind) '\($0.component)'" }.joined(separator: ", ")
            return .fault("\(task.file) holds no \(task.kind.rawValue), but \(held).")
        }
        var findings = GradeFindings()
        for check in checks { Grading.add(check, to: &findings) }
        if findings.faults.isEmpty, let component = task.component {
            try await compare(task, component, library, &findings)
        }
        return findings
    }

    private static func add(_ check: ComponentCheck, to findings: inout GradeFindings) {
        let name = "The \(check.kind) '\(check.component)'"
        let wrong = check.networks.filter { !$0.passed }
        let more = check.violations.count > 1 ? " (and \(check.violations.count - 1) more)" : ""
        if let first = check.violations.first { findings.faults.append("\(name): \(first)\(more)") }
        if let worst = wrong.max(by: { $0.worstRelative < $1.worstRelative }) {
            findings.faults.append(
                "\(name): the gradients of \(wrong.count) of \(check.networks.count) networks differ from their "
                    + "differences, most in \(worst.worstTensor).")
        }
        if check.passed { findings.remarks.append("\(name) keeps the promises of its kind.") }
    }

    private func compare(
        _ task: PluginTask, _ component: String, _ library: URL, _ findings: inout GradeFindings
    ) async throws {
        if let reference = task.reference {
            let samples = try ComponentSamples(task.kind, reference, grader.registry)
            let given = try await values(task.kind, component, library, samples.points)
            let fault = samples.firstDifference(given.values, given.derivatives, tolerance: task.tolerance)
            findings.add(fault == nil, "It agrees with \(reference).", else: "It is not \(reference): \(fault ?? "")")
        }
        let expected = task.values.sorted { $0.key < $1.key }
        guard !expected.isEmpty else { return }
        let samples = ComponentSamples(task.kind, points: expected.map(\.key), values: expected.map(\.value))
        let given = try await values(task.kind, component, library, samples.points)
        let fault = samples.firstDifference(given.values, [], tolerance: task.tolerance)
        findings.add(fault == nil, "It is right at \(expected.count) points.", else: fault ?? "")
    }

    private func values(
        _ kind: ComponentKind, _ component: String, _ library: URL, _ points: [Double]
    ) async throws -> Values {
        let at = points.map { "\($0)" }.joined(separator: ",")
        let child = try await layerlab(
            ["plugin", "values", library.path, component, "--kind", kind.rawValue, "--at=\(at)", "--json"])
        let values = try decoded(Values.self, child, "The component '\(component)'")
        guard values.values.count == points.count else {
            throw LabError(.checkFailed, "The component '\(component)' gave no value for each point.")
        }
        return values
    }
}

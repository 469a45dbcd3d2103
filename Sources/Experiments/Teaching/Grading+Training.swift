import Foundation
import Platform
import Training
import Verification

/// What 'layerlab check-gradients' prints.
private struct GradientResult: Decodable {
    let passed: Bool
    let verdicts: [String: GradientVerdict]
}

extension Grading {
    /// Trains a configuration with the student's seed and plugin, and looks at what comes out.
    mutating func trained(_ task: TrainingTask) async throws -> GradeFindings {
        let plugin = try await pluginArguments(task.plugin)
        let folder = try newFolder()
        let child = try await layerlab(
            ["train", "--out", folder.appendingPathComponent("run").path, "--quiet", "--json"]
                + configured(task, in: folder) + plugin)
        let summary = try decoded(RunSummary.self, child, "The training")
        var findings = GradeFindings()
        for quantity in BandQuantity.allCases {
            guard let required = task.result[quantity.rawValue], let value = quantity.value(in: summary.keptRow) else {
                continue
            }
            findings.add(
                "Trained here with the seed \(summary.provenance.seed), its \(quantity.title)", value, within: required)
        }
        return findings
    }

    /// Checks the gradients of a configuration with the student's plugin.
    mutating func gradients(_ task: TrainingTask) async throws -> GradeFindings {
        let plugin = try await pluginArguments(task.plugin)
        let dimensions = task.dimensions.map { ["--dimensions", String($0)] } ?? []
        let child = try await layerlab(
            ["check-gradients", "--quiet", "--json"] + configured(task, in: newFolder()) + dimensions + plugin)
        let result = try decoded(GradientResult.self, child, "The gradient check", codes: [0, 2])
        guard result.passed, !result.verdicts.isEmpty else { return .fault(fate(child, "The gradient check")) }
        return GradeFindings(remarks: ["All gradients agree with their differences."])
    }

    /// The arguments of a configuration: the settings of the task in a file, the student's seed among them.
    private func configured(_ task: TrainingTask, in folder: URL) throws -> [String] {
        let file = folder.appendingPathComponent("settings.yaml")
        try writeSettings(task.settings(seed: seed, student: submission.student), to: file)
        return ["--config", file.path] + (task.preset.map { ["--preset", $0] } ?? []) + dataArguments
    }
}

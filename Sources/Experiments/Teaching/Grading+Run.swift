import Data
import Foundation
import Platform
import Training

/// What 'layerlab evaluate' prints.
private struct Evaluation: Decodable {
    let metrics: Metrics
    let data: String
}

extension Grading {
    /// How far a summary's accuracy may be from that of the model: other kernels round differently.
    private static let leastClaim = 0.005

    /// Looks at a run: settings, seed, provenance, and what its model gives when it is measured anew.
    mutating func findings(_ task: RunTask) async throws -> GradeFindings {
        let configuration = try submission.file("\(task.folder)/config.yaml")
        let settings = try ConfigurationLayer(
            source: "\(task.folder)/config.yaml",
            ConfigurationLayer.texts(
                yaml: String(decoding: DurableFile.read(configuration), as: UTF8.self),
                name: "\(task.folder)/config.yaml")
        ).values
        var findings = GradeFindings()
        checkSettings(task, settings, &findings)
        if task.isStudentSeed { checkSeed(settings["seed"], &findings) }
        // A model of other settings, or of somebody else, is not worth the time.
        guard findings.faults.isEmpty else { return findings }
        let summary = task.needsProvenance ? try provenance(task, settings, &findings) : nil
        let evaluation = try await evaluate(task, settings)
        for (name, value) in [
            ("loss", evaluation.metrics.loss), ("cost", evaluation.metrics.cost),
            ("accuracy", evaluation.metrics.accuracy),
        ] {
            guard let required = task.result[name] else { continue }
            findings.add("The \(task.split) \(name) of its model", value, within: required)
        }
        if let summary { check(summary, against: evaluation, task, &findings) }
        return findings
    }

    private func checkSettings(_ task: RunTask, _ settings: [String: String], _ findings: inout GradeFindings) {
        for (key, required) in task.settings {
            let text = key.text(in: settings)
            if text.map({ key.holds(required, $0, grader.registry) }) != true {
                findings.faults.append("\(key.name) is \(text ?? "not set"), but \(required.text) was expected.")
            }
        }
        if findings.faults.isEmpty { findings.remarks.append("Every setting is as required.") }
    }

    /// A copied run has another one's seed.
    private func checkSeed(_ text: String?, _ findings: inout GradeFindings) {
        let own = String(seed)
        let owner = text.flatMap { UInt64($0) }.flatMap { grader.owners[$0] }.map { ", which is that of '\($0)'" } ?? ""
        findings.add(
            text == own, "Its seed is that of '\(submission.student)', \(own).",
            else: "Its seed is \(text ?? "not set")\(owner), but that of '\(submission.student)' is \(own).")
    }

    private func provenance(
        _ task: RunTask, _ settings: [String: String], _ findings: inout GradeFindings
    ) throws -> RunSummary {
        _ = try submission.file("\(task.folder)/summary.json")
        let summary = try RunSummary.read(RunFolder(url: submission.url.appendingPathComponent(task.folder)))
        findings.add(
            summary.status == .finished && summary.steps == summary.plannedSteps, "The run is finished.",
            else: "The run was stopped at step \(summary.steps) of \(summary.plannedSteps).")
        findings.add(
            String(summary.provenance.seed) == settings["seed"], "Summary and settings have one seed.",
            else: "Its summary has the seed \(summary.provenance.seed), its settings \(settings["seed"] ?? "none").")
        return summary
    }

    private func check(
        _ summary: RunSummary, against evaluation: Evaluation, _ task: RunTask, _ findings: inout GradeFindings
    ) {
        findings.add(
            summary.provenance.data == evaluation.data, "It was trained on the right data.",
            else: "It was trained on the data \(summary.provenance.data), but the right ones are \(evaluation.data).")
        guard task.split != "test" else { return }
        let row = summary.keptRow
        let claimed = (task.split == "training" ? row.training : row.validation).accuracy
        findings.add(
            abs(claimed - evaluation.metrics.accuracy) <= Grading.leastClaim, "Its summary tells the truth.",
            else: "Its summary claims a \(task.split) accuracy of \(Grading.short(claimed)), but the model has "
                + "\(Grading.short(evaluation.metrics.accuracy)).")
    }

    /// Measures the model in a copy of the run, whose settings name no place on the student's machine.
    private mutating func evaluate(_ task: RunTask, _ settings: [String: String]) async throws -> Evaluation {
        let model = try submission.file("\(task.folder)/model.safetensors")
        let plugin = try await pluginArguments(task.plugin)
        let folder = RunFolder(url: try newFolder())
        try DurableFile.write(DurableFile.read(model), to: folder.model)
        let foreign = ["data_dir", "out", "plugins", "threads", "gemm"]
        try writeSettings(settings.filter { !foreign.contains($0.key) }, to: folder.configuration)
        let child = try await layerlab(
            ["evaluate", folder.url.path, "--split", task.split, "--json"] + plugin + dataArguments)
        return try decoded(Evaluation.self, child, "The evaluation of \(task.folder)")
    }

    /// Settings as a file for --config, the data where the specification has them.
    func writeSettings(_ settings: [String: String], to url: URL) throws {
        var settings = settings
        settings["dataset"] = settings["dataset"].map { DataLibrary.dataset($0, from: grader.specification.folder) }
        let lines = settings.sorted { $0.key < $1.key }.map { key, value in
            // Single quotes are doubled inside; a line break cannot stand in a setting that was read as one.
            "\(key): '\(value.replacing("'", with: "''"))'\n"
        }
        try DurableFile.write(lines.joined(), to: url)
    }

    /// A number for people.
    static func short(_ value: Double) -> String { String(format: "%.4f", value) }
}

import Data
import Platform

extension Grader {
    /// Looks whether what the specification trains and measures can be done, and reads its data once, so that no student
    /// fails by a mistake of the teacher.
    ///
    /// Of a check with a plugin, whose components are known only to the student, the data alone are looked at.
    /// - Parameter submissions: those that will be graded; a setting may depend on the student.
    /// - Throws: ``LabError``: `badData` where settings do not go together, `io` where data are missing.
    public func prepare(for submissions: [Submission]) async throws {
        var read: Set<DataRequest> = []
        for submission in submissions {
            for check in specification.checks {
                do {
                    guard let request = try dataRequest(check.task, submission.student) else { continue }
                    if read.insert(request).inserted { _ = try await DataLibrary.load(request) }
                } catch let error as LabError where error.kind != .interrupted {
                    throw LabError(
                        error.kind == .io ? .io : .badData, "The check '\(check.name)' cannot be done: \(error.message)"
                    )
                }
            }
        }
    }

    /// The data of a task; nil where it needs none.
    private func dataRequest(_ task: GradeTask, _ student: String) throws -> DataRequest? {
        guard let layers = try task.layers(seed: specification.seed(of: student), student: student) else { return nil }
        let wanted = try LayeredConfiguration(layers, registry: registry).configuration
        // Data that can be read with one seed can be with all of them.
        return DataRequest(
            dataset: DataLibrary.dataset(wanted.dataset, from: specification.folder), folder: dataDirectory,
            validation: wanted.validation)
    }
}

extension GradeTask {
    /// What the teacher has set of a training or a measurement, as far as it depends on no plugin; nil for other tasks.
    fileprivate func layers(seed: UInt64, student: String) throws -> [ConfigurationLayer]? {
        let layers: [ConfigurationLayer]
        let isWhole: Bool
        switch self {
        case .plugin, .file: return nil
        case .train(let task), .gradients(let task):
            let preset = try task.preset.map { try Preset.named($0).layer() }
            let own = try ConfigurationLayer(source: "settings", task.settings(seed: seed, student: student))
            layers = [preset, own].compactMap { $0 }
            isWhole = task.plugin == nil
        case .run(let task):
            let required = task.settings.compactMap { key, required in
                if case .equals(let text) = required { (key.name, text) } else { nil }
            }
            // Any data have samples enough for a validation that the student chooses.
            let own = ["validation": "0"].merging(required) { $1 }
            layers = [try ConfigurationLayer(source: "settings", own)]
            isWhole = false
        }
        guard !isWhole else { return layers }
        return try layers.map { layer in
            let data = layer.values.filter { ["dataset", "validation"].contains($0.key) }
            return try ConfigurationLayer(source: layer.source, data)
        }
    }
}

import Foundation
import Platform

/// Optuna as the optimizer of a search: `optuna_sampler.py` beside this file, embedded in the program.
public struct Optuna {
    private let python: String

    /// Optuna of a Python: the one given, that of `LAYERLAB_PYTHON`, that of `./lab optuna` where it is there, `python3`.
    public init(python: String?, environment: [String: String]) {
        let ours = ".venv-optuna/bin/python"
        let usual = FileManager.default.isExecutableFile(atPath: ours) ? ours : "python3"
        self.python = python ?? environment["LAYERLAB_PYTHON"] ?? usual
    }

    /// Does the work of a search with a sampler that chooses.
    ///
    /// - Parameters:
    ///   - sampler: how points are chosen.
    ///   - folder: takes the script, for whoever wants to know what chose, or to copy it.
    ///   - work: asks for points, and tells what came of them.
    /// - Throws: ``LabError`` of kind `io` where Python or Optuna is missing, or Python fails.
    public func choosing<Result: Sendable>(
        by sampler: Sampler, in folder: URL, _ work: (AskTell) throws -> Result
    ) async throws -> Result {
        let script = folder.appendingPathComponent("optuna_sampler.py")
        try DurableFile.makeFolder(folder)
        try DurableFile.write(Data(PackageResources.optuna_sampler_py), to: script)
        return try await Child.converse(
            python, [script.path, sampler.rawValue],
            remedy: "name a Python that has Optuna with --python, or make one with './lab optuna'."
        ) { read, write in
            try work(AskTell(read: read, write: write))
        }
    }
}

import Foundation
import Platform
import Tensor
import Training

/// What came out of a run, with what is needed to trust it: `summary.json`.
public struct RunSummary: Sendable, Codable, Equatable {
    /// How a run ended.
    public enum Status: String, Sendable, Codable {
        /// The plan is done.
        case finished
        /// Stopped by the user; it can be resumed.
        case interrupted
    }

    /// The name of this format.
    public var schema = "layerlab.summary"
    /// The version of this format.
    public var version = 1
    /// How it ended.
    public var status: Status
    /// The folder of the run.
    public var folder: String
    /// Updates done, and planned.
    public var steps: Int
    /// Updates planned.
    public var plannedSteps: Int
    /// Learned values of the network.
    public var parameters: Int
    /// The row of the last evaluation.
    public var last: HistoryRow
    /// The row with the best accuracy on validation.
    public var best: HistoryRow
    /// Which of the two the model file holds: `last` or `best`.
    public var kept: String
    /// Wall-clock seconds of training and evaluation, of this process.
    public var seconds: Double
    /// Training images a second, evaluation included.
    public var imagesPerSecond: Double
    /// Names of the warnings that were given.
    public var warnings: [String]
    /// Facts about program, machine and data.
    public var provenance: Provenance

    /// The row that the model file holds.
    public var keptRow: HistoryRow { kept == "best" ? best : last }

    /// Pretty JSON with sorted keys.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The summary of an earlier run.
    ///
    /// - Throws: ``LabError``: `io` where there is none, as the run diverged, was killed or still goes on; `badData` where it is
    ///   of another form.
    public static func read(_ folder: RunFolder) throws -> RunSummary {
        guard FileManager.default.fileExists(atPath: folder.summary.path) else {
            throw LabError.io(
                "The run \(folder.url.path) has no summary.json: it diverged, was killed or still goes on. 'layerlab plot "
                    + "curves' shows how far it came.")
        }
        let bytes = try DurableFile.read(folder.summary)
        guard let summary = try? JSONDecoder().decode(RunSummary.self, from: bytes) else {
            throw LabError.badData(
                "\(folder.summary.path) is no summary of a run, or it is damaged: 'layerlab train --resume' writes it anew."
            )
        }
        return summary
    }
}

/// What ran, where, on which data.
public struct Provenance: Sendable, Codable, Equatable {
    /// The version of LayerLab.
    public var layerlab = layerLabVersion
    /// The kernel set of the C core.
    public var kernels = Backend.kernelSetName
    /// The matrix product.
    public var gemm: String
    /// What the CPU offers.
    public var cpu = Backend.cpuFeatures
    /// Worker threads.
    public var threads: Int
    /// The seed.
    public var seed: UInt64
    /// The checksum of the data.
    public var data: String
}

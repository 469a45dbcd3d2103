import Foundation
import Platform

/// The folder that a run leaves behind.
public struct RunFolder: Sendable {
    /// Where it is.
    public let url: URL

    /// The resolved configuration, which can be fed back with `--config`.
    public var configuration: URL { url.appendingPathComponent("config.yaml") }
    /// One row for each evaluation.
    public var history: URL { url.appendingPathComponent("history.csv") }
    /// The same rows as JSON objects, appended and flushed while the run goes on.
    public var metrics: URL { url.appendingPathComponent("metrics.jsonl") }
    /// Activations and gradients of each layer at every evaluation, where the run records them; one JSON object a line.
    public var statistics: URL { url.appendingPathComponent("statistics.jsonl") }
    /// The model that is kept: parameters, running moments, the moments of the training data.
    public var model: URL { url.appendingPathComponent("model.safetensors") }
    /// The state to resume from: parameters, running moments, the optimizer's tensors, the step.
    public var checkpoint: URL { url.appendingPathComponent("checkpoint.safetensors") }
    /// Whether there is a state to resume from.
    var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint.path) }
    /// What came out.
    public var summary: URL { url.appendingPathComponent("summary.json") }
    /// Loss, cost, accuracy and rate over the steps.
    public var curves: URL { url.appendingPathComponent("curves.svg") }

    /// The folder of a new run, which is made when the run has something to write.
    ///
    /// - Parameters:
    ///   - path: nil for `runs/` and the moment and the data set.
    ///   - dataset: the data set, for the name of the folder.
    ///   - now: the moment, for the name of the folder.
    /// - Throws: ``LabError`` of kind `usage` where a run is there already.
    public static func new(at path: String?, dataset: String, now: Date = Date()) throws -> RunFolder {
        let folder = RunFolder(url: URL(fileURLWithPath: path ?? defaultPath(dataset: dataset, now: now)))
        if FileManager.default.fileExists(atPath: folder.configuration.path) {
            throw LabError.usage(
                "There is a run in \(folder.url.path) already. Continue it with --resume, or choose another --out.")
        }
        return folder
    }

    /// Opens the folder of an earlier run.
    ///
    /// - Throws: ``LabError`` of kind `io` where there is none.
    public static func open(_ path: String) throws -> RunFolder {
        let folder = RunFolder(url: URL(fileURLWithPath: path))
        guard FileManager.default.fileExists(atPath: folder.configuration.path) else {
            throw LabError.io(
                "There is no run in \(path): it holds no config.yaml. Name the folder that 'layerlab train' made.")
        }
        return folder
    }

    /// Removes the temporary files that a killed process has left.
    func removeLeftovers() {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        for name in files where name.hasPrefix(".") && name.hasSuffix(".tmp") {
            try? FileManager.default.removeItem(at: url.appendingPathComponent(name))
        }
    }

    private static func defaultPath(dataset: String, now: Date) -> String {
        let format = Date.VerbatimFormatStyle(
            format: """
                \(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)-\
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\
                \(second: .twoDigits)
                """, timeZone: .current, calendar: Calendar(identifier: .gregorian))
        let data = dataset.prefix { $0 != ":" }
        let name = "runs/\(now.formatted(format))-\(data)"
        let taken = FileManager.default.fileExists(atPath: name)
        return taken ? "\(name)-\(ProcessInfo.processInfo.processIdentifier)" : name
    }
}

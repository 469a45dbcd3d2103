import Foundation
import Platform
import Training

/// The event file of a run that is over: its history, and histograms of the weights that it has kept.
public struct EventFile: Sendable {
    /// Its name in TensorBoard's convention; the same run gives the same name.
    public let name: String
    /// Its bytes.
    public let bytes: Data

    /// The file of a history.
    ///
    /// - Parameters:
    ///   - rows: the rows of the history.
    ///   - graph: what to draw histograms of.
    ///   - step: the step that this graph was kept at.
    ///   - start: when the run began, in seconds since 1970.
    ///   - seconds: how long it took; the rows are taken to lie evenly in that time.
    public init(_ rows: [HistoryRow], _ graph: InferenceGraph, keptAt step: Int, start: Double, seconds: Double) {
        let last = Double(max(rows.last?.step ?? 0, 1))
        func time(_ step: Int) -> Double { start + seconds * Double(step) / last }
        let events =
            [TBEvent.version(at: start)] + rows.map { .row($0, at: time($0.step)) }
            + [.histograms(graph.weightHistograms, at: time(step), step: step)]
        name = EventFolder.name(at: start, suffix: "layerlab")
        bytes = events.reduce(into: Data()) { $0 += EventRecord.framed($1) }
    }

    /// Checks that a folder holds no other events; it need not be there.
    ///
    /// - Throws: ``LabError`` of kind `usage` where it does, `io` where it cannot be read.
    public func check(_ folder: URL) throws {
        try EventFolder(folder).checkIsFree(for: name)
    }

    /// Writes it into a folder, which is made where it is missing, and returns where it is.
    ///
    /// - Throws: ``LabError`` of kind `io` where it cannot be written.
    public func write(into folder: URL) throws -> URL {
        try DurableFile.makeFolder(folder)
        let url = folder.appendingPathComponent(name)
        try DurableFile.write(bytes, to: url)
        return url
    }
}

extension InferenceGraph {
    /// How the learned values of each layer spread.
    fileprivate var weightHistograms: [(tag: String, TBHistogram)] {
        steps.flatMap { step -> [(tag: String, TBHistogram)] in
            let name = "layer\(step.layer)"
            return switch step.stage {
            case .linear(let linear):
                [("\(name)/W", TBHistogram(of: linear.W.entries)), ("\(name)/b", TBHistogram(of: linear.b.entries))]
            case .normalization(let norm):
                [
                    ("\(name)/gamma", TBHistogram(of: norm.gamma.entries)),
                    ("\(name)/beta", TBHistogram(of: norm.beta.entries)),
                ]
            case .activation: []
            }
        }
    }
}

import Foundation
import LayerLab

/// Which of the models of a run are drawn, and how many samples over them.
struct BoundaryChoice {
    /// The most panels of a figure.
    static let mostPanels = 9

    /// The steps of the snapshots that are drawn; nil for evenly spaced ones.
    var steps: [Int]?
    /// The most panels, where no steps are given.
    var panels = mostPanels
    /// The most training samples that are drawn.
    var samples = 300

    /// The snapshots to draw.
    ///
    /// - Throws: ``LabError`` of kind `usage` for a step without a snapshot.
    func chosen(of snapshots: [Snapshot]) throws -> [Snapshot] {
        guard let steps else { return BoundaryChoice.spread(snapshots, panels) }
        return try steps.map { step in
            guard let snapshot = snapshots.first(where: { $0.step == step }) else {
                let known = snapshots.map { String($0.step) }.joined(separator: ", ")
                throw LabError.usage(
                    "--steps names \(step), but "
                        + (known.isEmpty
                            ? "this run has kept no snapshots: train it with --snapshot-every."
                            : "this run has snapshots of the steps \(known)."))
            }
            return snapshot
        }
    }

    /// As many of a list, evenly spaced, the first and the last included; the last alone for one.
    static func spread<T>(_ list: [T], _ count: Int) -> [T] {
        guard list.count > count else { return list }
        guard count > 1 else { return list.suffix(1) }
        return (0..<count).map { list[Int((Double($0 * (list.count - 1)) / Double(count - 1)).rounded())] }
    }
}

extension RunFigures {
    /// The decision regions of a run's network, one panel for each model that was kept on the way.
    ///
    /// - Parameter splits: the data of the run.
    /// - Throws: ``LabError``: `usage` where the network does not take two values, `diverged` where it gives none.
    static func boundary(
        of run: PlottedRun, _ splits: Splits, on backend: Backend, title: String? = nil,
        _ choice: BoundaryChoice, _ registry: Registry
    ) throws -> BoundaryFigure {
        try boundary(run.configuration.scalarType, run, splits, backend, title, choice, registry)
    }

    private static func boundary<S: Scalar>(
        _ type: S.Type, _ plotted: PlottedRun, _ splits: Splits, _ backend: Backend, _ title: String?,
        _ choice: BoundaryChoice, _ registry: Registry
    ) throws -> BoundaryFigure {
        let configuration = plotted.configuration
        let samples = splits.training.prefix(choice.samples)
        let window = try PlaneWindow(around: splits.training)
        let (split, measured) = try splits.chosen(nil)
        let grid = Subset(window.grid(DecisionRegions.side, of: samples.dataset))
        let snapshots = try choice.chosen(of: plotted.folder.snapshots)
        let models = snapshots.isEmpty ? [nil] : snapshots.map(Optional.some)
        let panels = try models.map { snapshot in
            let run = try SavedRun<S>(plotted.folder, configuration, registry, model: snapshot?.url)
            try run.check(samples.dataset)
            let accuracy = try run.metrics(on: measured, on: backend).accuracy
            let model = "the \(snapshot.map { "model of step \($0.step)" } ?? "kept model") of the run \(plotted.name)"
            let regions = try DecisionRegions(run.probabilities(of: grid, on: backend), of: model, in: window)
            let result = "\(split.rawValue) accuracy \((100 * accuracy).formatted(decimals: 2)) %"
            return BoundaryFigure.Panel(
                title: (snapshot.map { "step \($0.step), " } ?? "") + result, regions: regions)
        }
        return try BoundaryFigure(
            title: title ?? configuration.networkTitle, panels: panels, samples: samples, window: window)
    }
}

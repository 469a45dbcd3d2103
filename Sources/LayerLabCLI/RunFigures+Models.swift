import Foundation
import LayerLab

/// Figures that are made of a trained network.
extension RunFigures {
    /// What the kept model of a run takes the samples of a split for.
    ///
    /// - Parameters:
    ///   - dataDirectory: where the data are, if they have moved since the run.
    ///   - threads: worker threads; those of the run where nil.
    static func confusion(
        of run: PlottedRun, split: SplitName, title: String? = nil, dataDirectory: String? = nil, threads: Int? = nil,
        _ registry: Registry
    ) async throws -> ConfusionFigure {
        var configuration = run.configuration
        configuration.dataDirectory = dataDirectory ?? configuration.dataDirectory
        configuration.threads = threads ?? configuration.threads
        let subset = split.of(try await DataLibrary.load(configuration.dataRequest))
        guard subset.count > 0 else { throw LabError.usage("The \(split.rawValue) split of this run is empty.") }
        let matrix = try run.folder.confusion(configuration, registry, on: subset)
        return ConfusionFigure(title: title ?? configuration.networkTitle, split: split.rawValue, matrix)
    }

    /// The weights of the first layer as images.
    ///
    /// - Parameter count: how many units at most.
    /// - Throws: ``LabError`` of kind `usage` where the network was not trained on images.
    static func weights(of run: PlottedRun, atMost count: Int = .max, _ registry: Registry) throws -> WeightImages {
        try weights(run.configuration.scalarType, run, count, registry)
    }

    private static func weights<S: Scalar>(_ type: S.Type, _ run: PlottedRun, _ count: Int, _ registry: Registry) throws
        -> WeightImages
    {
        let saved = try SavedRun<S>(run.folder, run.configuration, registry)
        guard let shape = saved.model.imageShape, let W = saved.network.parameters.first?.value else {
            throw LabError.usage(
                "The run \(run.name) was not trained on images, so its weights cannot be drawn as such; 'layerlab inspect' "
                    + "lists them.")
        }
        return WeightImages(W, shape: shape, atMost: count)
    }
}

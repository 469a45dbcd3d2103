import Foundation
import LayerLab

/// Figures that are made of a trained network.
extension RunFigures {
    /// What the kept model of a run takes the samples of a split for.
    ///
    /// - Parameters:
    ///   - split: the samples; those of ``Splits/chosen(_:)`` where nil.
    ///   - threads: worker threads; those of the run where nil.
    static func confusion(
        of run: PlottedRun, _ splits: Splits, split: SplitName?, title: String? = nil, threads: Int? = nil,
        _ registry: Registry
    ) throws -> ConfusionFigure {
        var configuration = run.configuration
        configuration.threads = threads ?? configuration.threads
        let (split, subset) = try splits.chosen(split)
        let matrix = try run.folder.confusion(configuration, registry, on: subset)
        return ConfusionFigure(title: title ?? configuration.networkTitle, split: split.rawValue, matrix)
    }

    /// The weights of the first layer as images.
    ///
    /// - Parameter count: how many units at most.
    /// - Throws: ``LabError`` of kind `usage` where the network was not trained on images.
    static func weights(of run: PlottedRun, atMost count: Int = .max, _ registry: Registry) throws -> WeightImages {
        func weights<S: Scalar>(_ type: S.Type) throws -> WeightImages {
            try self.weights(of: SavedRun<S>(run.folder, run.configuration, registry), name: run.name, atMost: count)
        }
        return try weights(run.configuration.scalarType)
    }

    /// The same of a run that is read already.
    static func weights<S: Scalar>(of saved: SavedRun<S>, name: String, atMost count: Int) throws -> WeightImages {
        guard let shape = saved.model.imageShape, let W = saved.network.parameters.first?.value else {
            throw LabError.usage(
                "The run \(name) was not trained on images, so its weights cannot be drawn as such; 'layerlab inspect' "
                    + "lists them.")
        }
        return WeightImages(W, shape: shape, atMost: count)
    }
}

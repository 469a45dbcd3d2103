import Components
import Data
import Foundation
import Network
import Platform
import Tensor
import Training

/// A trained network read back from the folder of its run.
public struct SavedRun<S: Scalar> {
    /// The folder.
    public let folder: RunFolder
    /// The configuration of the run.
    public let configuration: RunConfiguration
    /// How inputs are normalised and what outputs mean.
    public let model: ModelFile
    /// The network with its kept parameters.
    public let network: Network<S>
    private let fault: ComponentFault

    /// Reads a run.
    ///
    /// - Parameters:
    ///   - folder: the folder of the run.
    ///   - configuration: the settings of the run.
    ///   - registry: where the components are looked up.
    ///   - url: the file of its parameters, such as one of its snapshots; nil for the kept model.
    /// - Throws: ``LabError`` of kind `io` where a file is missing, `badData` where one is not what it should be.
    public init(
        _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry, model url: URL? = nil
    ) throws {
        let file = try SafeTensors(contentsOf: url ?? folder.model)
        let model = try ModelFile(file)
        let components = try RunComponents(configuration, registry)
        let network = Network<S>(
            try components.network(inputs: model.normalizer.mean.count, classes: model.classNames.count))
        try file.restore(network)
        self.folder = folder
        self.configuration = configuration
        self.model = model
        self.network = network
        fault = registry.fault
    }

    /// The probabilities of the K classes for each sample (n x K).
    ///
    /// - Throws: ``LabError`` of kind `badData` where a plugin has failed, of kind `usage` where whitening the samples would
    ///   take too much memory.
    public func probabilities(of subset: Subset, on backend: Backend) throws -> Matrix<S> {
        let evaluator = Evaluator(network, batchSize: configuration.evalBatchSize, on: backend)
        let probabilities = evaluator.probabilities(
            network, on: try model.normalizer.prepared(subset, on: backend), reader: BatchReader(model.normalizer))
        try fault.check()
        return probabilities
    }

    /// Loss, cost and accuracy on a subset.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a plugin has failed, of kind `usage` where whitening the samples would
    ///   take too much memory.
    public func metrics(on subset: Subset, on backend: Backend) throws -> Metrics {
        let evaluator = Evaluator(network, batchSize: configuration.evalBatchSize, on: backend)
        let metrics = evaluator.metrics(
            network, on: try model.normalizer.prepared(subset, on: backend), reader: BatchReader(model.normalizer),
            lambda: configuration.lambda)
        try fault.check()
        return metrics
    }

    /// What the network takes the samples of a subset for.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a plugin has failed, of kind `usage` where whitening the samples would
    ///   take too much memory.
    public func confusion(on subset: Subset, on backend: Backend) throws -> ConfusionMatrix {
        ConfusionMatrix(
            labels: subset.labels,
            predictions: try probabilities(of: subset, on: backend).largestByRow, classNames: model.classNames)
    }

    /// Checks that a data set is of the kind that the network was trained on: as many values, and the same classes.
    ///
    /// - Throws: ``LabError`` of kind `badData` that names what differs.
    public func check(_ dataset: Dataset) throws {
        guard dataset.dimensions == network.inputs, dataset.classCount == model.classNames.count else {
            throw LabError.badData(
                "\(dataset.name) has samples of \(dataset.dimensions) values in \(dataset.classCount) classes, but the "
                    + "network takes \(network.inputs) values and knows \(model.classNames.count) classes.")
        }
        let names = zip(dataset.classNames, model.classNames)
        if let (k, (found, known)) = names.enumerated().first(where: { $1.0 != $1.1 }) {
            throw LabError.badData(
                "Class \(k) of \(dataset.name) is '\(found)', but the network of \(folder.url.path) knows it as "
                    + "'\(known)': give it samples of the classes that it was trained on, in the same order.")
        }
    }

    /// Images from PNG files, in the size and the colors that the network was trained on; their labels mean nothing.
    public func imageDataset(_ files: [URL]) throws -> Dataset {
        guard let shape = model.imageShape else {
            throw LabError.usage("This network was not trained on images, so it cannot classify any.")
        }
        let pixels = try files.flatMap { try PixelImage(png: $0).planes(shape) }
        return Dataset(
            name: "images", features: .bytes(pixels), labels: Array(repeating: 0, count: files.count),
            classNames: model.classNames, dimensions: shape.dimensions, imageShape: shape)
    }
}

import Components
import Data
import Foundation
import Network
import Platform
import Tensor
import Training

/// What a run tells whoever watches it.
public enum RunEvent: Sendable {
    /// Inputs are whitened, which takes a while.
    case preparing(PreparationProgress)
    /// Data are read, the network is built, training begins.
    case prepared(RunPreparation)
    /// What the trainer tells.
    case training(TrainingEvent)
}

/// What is known when training begins.
public struct RunPreparation: Sendable {
    /// The folder of the run.
    public let folder: RunFolder
    /// Samples of training, validation and test.
    public let samples: (training: Int, validation: Int, test: Int)
    /// Learned values of the network.
    public let parameters: Int
    /// The numbers of the training.
    public let plan: TrainingPlan
    /// Updates in one epoch.
    public let stepsPerEpoch: Int
    /// Updates that were done before, in a run that is resumed.
    public let firstStep: Int
}

/// A training from a configuration to a folder on disk.
public enum RunSession {
    /// Trains, and leaves configuration, history, model, checkpoint and summary in the folder.
    ///
    /// The checkpoint is replaced at every evaluation and at a stop, so that nothing before it is lost.
    /// - Parameters:
    ///   - configuration: the settings, resolved.
    ///   - registry: where the components are looked up.
    ///   - folder: where everything is left.
    ///   - resumes: whether to go on from the folder's checkpoint.
    ///   - shouldStop: asked before every step.
    ///   - onEvent: sees every event, in order; what it throws ends the run.
    /// - Throws: ``LabError``; a run that diverges keeps its last good checkpoint.
    public static func train(
        _ configuration: RunConfiguration, _ registry: Registry, in folder: RunFolder, resumes: Bool = false,
        shouldStop: () -> Bool = { Interruption.isRequested }, onEvent: (RunEvent) throws -> Void = { _ in }
    ) async throws -> RunSummary {
        try train(
            configuration, registry, on: await DataLibrary.load(configuration.dataRequest), in: folder,
            resumes: resumes,
            shouldStop: shouldStop, onEvent: onEvent)
    }

    /// The same on data that are read already, as several runs may share them.
    public static func train(
        _ configuration: RunConfiguration, _ registry: Registry, on splits: Splits, in folder: RunFolder,
        resumes: Bool = false, shouldStop: () -> Bool = { Interruption.isRequested },
        onEvent: (RunEvent) throws -> Void = { _ in }
    ) throws -> RunSummary {
        let components = try RunComponents(configuration, registry)
        return try run(
            configuration.scalarType, configuration, components, splits, folder, resumes, shouldStop, onEvent)
    }

    private static func run<S: Scalar>(
        _ type: S.Type, _ configuration: RunConfiguration, _ components: RunComponents, _ splits: Splits,
        _ folder: RunFolder, _ resumes: Bool, _ shouldStop: () -> Bool, _ onEvent: (RunEvent) throws -> Void
    ) throws -> RunSummary {
        var run = try ActiveRun<S>(configuration, components, splits, folder, resumes: resumes) { progress in
            try Interruption.check()
            try onEvent(.preparing(progress))
        }
        if let summary = run.finishedBefore { return summary }
        try onEvent(.prepared(run.preparation))
        return try run.train(shouldStop, onEvent)
    }
}

extension RunConfiguration {
    /// The number type that `precision` names.
    public var scalarType: any Scalar.Type { precision == Double.precisionName ? Double.self : Float.self }

    /// What the data library is asked for.
    public var dataRequest: DataRequest {
        DataRequest(dataset: dataset, folder: dataDirectory, validation: validation, seed: seed)
    }
}

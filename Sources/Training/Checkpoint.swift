import Foundation
import Network
import Platform
import Tensor

extension SafeTensors {
    /// Adds every parameter and every buffer of a network under its name.
    public mutating func add<S: Scalar>(_ network: Network<S>) {
        for parameter in network.parameters { add(parameter.name, parameter.value, asVector: parameter.isVector) }
        for buffer in network.buffers { add(buffer.name, buffer.value, asVector: buffer.isVector) }
    }

    /// Sets every parameter and every buffer of a network from the tensor of its name.
    ///
    /// - Throws: ``LabError`` of kind `badData` where one is missing, has another shape or holds NaN or infinity.
    public func restore<S: Scalar>(_ network: Network<S>) throws {
        for parameter in network.parameters { parameter.value = try matrix(parameter.name, like: parameter.value) }
        for buffer in network.buffers { buffer.value = try matrix(buffer.name, like: buffer.value) }
    }

    func matrix<S: Scalar>(_ name: String, like other: Matrix<S>) throws -> Matrix<S> {
        let value = try matrix(name, as: S.self, rows: other.rows, columns: other.columns)
        guard value.isFinite else {
            throw LabError.badData("'\(name)' holds NaN or infinity: the file is damaged, or of a run that diverged.")
        }
        return value
    }
}

/// Everything that a stopped training needs to go on to the same bits: parameters, running moments, the optimizer's
/// tensors, and the step.
public enum Checkpoint {
    /// The state of a trainer as one file.
    public static func make<S: Scalar>(of trainer: Trainer<S>) -> SafeTensors {
        var file = SafeTensors()
        file.metadata["step"] = String(trainer.step)
        file.add(trainer.network)
        for (parameter, tensors) in zip(trainer.network.parameters, trainer.optimizerState) {
            for (state, tensor) in zip(trainer.optimizer.stateNames, tensors) {
                file.add(name(state, parameter.name), tensor, asVector: parameter.isVector)
            }
        }
        return file
    }

    /// Puts a trainer and its network where the saved ones stood.
    ///
    /// - Throws: ``LabError`` of kind `badData` where the file belongs to another configuration.
    public static func restore<S: Scalar>(_ trainer: Trainer<S>, from file: SafeTensors) throws {
        guard let step = file.metadata["step"].flatMap(Int.init), (0...trainer.plan.steps).contains(step) else {
            throw LabError.badData(
                "The checkpoint's step is '\(file.metadata["step"] ?? "missing")', but a whole number in "
                    + "0 ... \(trainer.plan.steps) was expected. Start the run anew.")
        }
        try file.restore(trainer.network)
        let state = try trainer.network.parameters.map { parameter in
            try trainer.optimizer.stateNames.map { try file.matrix(name($0, parameter.name), like: parameter.value) }
        }
        trainer.restore(step: step, optimizerState: state)
    }

    private static func name(_ state: String, _ parameter: String) -> String { "optimizer.\(state).\(parameter)" }
}

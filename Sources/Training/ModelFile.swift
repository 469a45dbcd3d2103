import Data
import Foundation
import Network
import Platform
import Tensor

/// What a trained model needs besides its network: how its input is normalised and what its outputs mean.
///
/// It is stored with the parameters in one safetensors file: the moments as the tensors `input.mean` and
/// `input.deviation` (d, double) and, of whitened inputs, `input.whitening` (d x d, float), the rest as metadata.
public struct ModelFile: Sendable, Equatable {
    /// The moments of the training samples.
    public var normalizer: Normalizer
    /// The names of the K classes.
    public var classNames: [String]
    /// How a sample is an image; nil where it is none.
    public var imageShape: ImageShape?

    /// Puts a description together.
    public init(normalizer: Normalizer, classNames: [String], imageShape: ImageShape?) {
        self.normalizer = normalizer
        self.classNames = classNames
        self.imageShape = imageShape
    }

    /// The file for a network.
    public func encoded<S: Scalar>(_ network: Network<S>) throws -> SafeTensors {
        var file = SafeTensors()
        file.add(network)
        let d = normalizer.mean.count
        file.add("input.mean", Matrix<Double>(rows: 1, columns: d, normalizer.mean), asVector: true)
        file.add("input.deviation", Matrix<Double>(rows: 1, columns: d, normalizer.deviation), asVector: true)
        if let whitening = normalizer.whitening { file.add("input.whitening", whitening) }
        file.metadata["normalize"] = normalizer.mode.rawValue
        file.metadata["classes"] = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
        file.metadata["image_shape"] = imageShape.map { "\($0.channels),\($0.height),\($0.width)" }
        return file
    }

    /// Reads what ``encoded(_:)`` wrote.
    ///
    /// - Throws: ``LabError`` of kind `badData` where something is missing.
    public init(_ file: SafeTensors) throws {
        guard let mode = file.metadata["normalize"].flatMap(Normalizer.Mode.init(rawValue:)),
            let classes = file.metadata["classes"],
            let names = try? JSONDecoder().decode([String].self, from: Data(classes.utf8)),
            let d = file.tensors["input.mean"]?.shape.last
        else {
            throw LabError.badData(
                "The model file lacks 'normalize', 'classes' or 'input.mean': it was not written by layerlab.")
        }
        let moments = Matrix<Double>(rows: 1, columns: d)
        normalizer = Normalizer(
            mode: mode, mean: try file.matrix("input.mean", like: moments).entries,
            deviation: try file.matrix("input.deviation", like: moments).entries,
            whitening: mode == .zca
                ? try file.matrix("input.whitening", like: Matrix<Float>(rows: d, columns: d)) : nil)
        classNames = names
        let shape = file.metadata["image_shape"]?.split(separator: ",").compactMap { Int($0) } ?? []
        imageShape = shape.count == 3 ? ImageShape(channels: shape[0], height: shape[1], width: shape[2]) : nil
    }
}

import Foundation
import Platform
import SwiftProtobuf
import Tensor

extension InferenceGraph {
    /// The graph as an ONNX model: raw values `input` (N x d) to `scores` and `probabilities` (N x K), all 32-bit.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an activation of a plugin.
    public func onnx() throws -> Data {
        var model = ONNXModel()
        // IR version 8 and operator set 17 belong together: ONNX 1.12, 2022.
        model.irVersion = 8
        model.operatorSet = [.init()]
        model.operatorSet[0].version = 17
        model.producerName = "layerlab"
        model.producerVersion = layerLabVersion
        model.documentation = "Raw values in, pixels 0 ... 255 for images; the normalization of the inputs is inside."
        model.metadata = try metadata
        model.graph = try onnxGraph()
        do {
            return try model.serializedBytes()
        } catch {
            throw LabError.usage("The network does not fit an ONNX file, which holds 2 GB at most; use --npz.")
        }
    }

    private var metadata: [ONNXEntry] {
        get throws {
            let names = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
            let shape = model.imageShape.map { ["image_shape": "\($0.channels),\($0.height),\($0.width)"] } ?? [:]
            let texts = shape.merging(["class_names": names, "layerlab_version": layerLabVersion]) { $1 }
            return texts.sorted { $0.key < $1.key }.map { key, value in
                var entry = ONNXEntry()
                entry.key = key
                entry.value = value
                return entry
            }
        }
    }

    private func onnxGraph() throws -> ONNXGraph {
        var builder = ONNXGraphBuilder(name: "layerlab")
        builder.declareInput("input", width: inputs)
        var signal = normalized("input", in: &builder)
        var layer = 1
        for (i, stage) in stages.enumerated() {
            switch stage {
            case .linear(let linear):
                let isLast = i == stages.count - 1
                signal = builder.addLinear(
                    signal, W: builder.matrix("layer\(layer).W", linear.W),
                    b: builder.vector("layer\(layer).b", linear.b.entries), output: isLast ? "scores" : nil)
                layer += 1
            case .normalization(let norm): signal = norm.add(to: &builder, signal, layer: layer - 1)
            case .activation: signal = try ActivationForm(activation, in: "ONNX").onnx(&builder, signal)
            }
        }
        if signal != "scores" { signal = builder.add("Identity", signal, output: "scores") }
        builder.declareOutput("scores", width: classNames.count)
        builder.declareOutput(
            builder.add("Softmax", signal, output: "probabilities"), width: classNames.count)
        return builder.graph
    }

    /// x = (value - mean) / deviation, and the whitening product behind it where there is one.
    private func normalized(_ values: String, in builder: inout ONNXGraphBuilder) -> String {
        let normalizer = model.normalizer
        let mean = builder.vector("input.mean", normalizer.mean)
        let deviation = builder.vector("input.deviation", normalizer.deviation)
        let x = builder.add("Div", builder.add("Sub", values, mean), deviation)
        guard let whitening = normalizer.whitening else { return x }
        return builder.add("MatMul", x, builder.matrix("input.whitening", whitening.converted()))
    }
}

extension InferenceGraph.Normalization {
    fileprivate func add(to builder: inout ONNXGraphBuilder, _ x: String, layer: Int) -> String {
        builder.add(
            "BatchNormalization", x, builder.vector("layer\(layer).gamma", gamma.entries),
            builder.vector("layer\(layer).beta", beta.entries),
            builder.vector("layer\(layer).runningMean", mean.entries),
            builder.vector("layer\(layer).runningVariance", variance.entries), attributes: ["epsilon": epsilon])
    }
}

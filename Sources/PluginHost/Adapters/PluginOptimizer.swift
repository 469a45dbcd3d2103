import CPluginABI
import Components
import Platform
import Tensor

/// An optimizer of a plugin.
struct PluginOptimizer: Optimizer {
    let stateNames: [String]
    private let instance: PluginInstance
    private let functions: layerlab_optimizer

    init(_ instance: PluginInstance, _ functions: layerlab_optimizer) throws {
        self.instance = instance
        self.functions = functions
        stateNames = try PluginOptimizer.names(functions, instance.component.place)
    }

    func update<S: Scalar>(
        _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext
    ) {
        precondition(
            gradient.count == value.count && state.allSatisfy { $0.count == value.count },
            "A gradient of \(gradient.shape) does not fit \(value.shape).")
        var update = layerlab_update(
            size: UInt32(MemoryLayout<layerlab_update>.size), unused: 0, rate: context.rate, decay: context.decay,
            step: Int64(context.step))
        let code = value.withMutableEntries { w in
            gradient.withEntries { dW in
                S.isFloat
                    ? withTensors(&state, Float.self) {
                        functions.update_f32(instance.state, w.bound(), dW.bound(), $0, w.count, &update)
                    }
                    : withTensors(&state, Double.self) {
                        functions.update_f64(instance.state, w.bound(), dW.bound(), $0, w.count, &update)
                    }
            }
        }
        // Value and state were looked at after the update before this one: with a finite gradient, new NaN is its own.
        let hasNaN = value.hasNaN || state.contains { $0.hasNaN }
        instance.look(at: &value, code, "update", hasNaN: hasNaN) { gradient.isFinite }
    }

    /// The kept tensors as an array of their blocks, which stay where they are as long as the matrices are ours.
    private func withTensors<S: Scalar, T, Result>(
        _ state: inout [Matrix<S>], _ type: T.Type, _ body: (UnsafePointer<UnsafeMutablePointer<T>?>?) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<T>?.self, capacity: max(state.count, 1)) { blocks in
            for k in state.indices { blocks.initializeElement(at: k, to: state[k].withMutableEntries { $0.bound() }) }
            return body(blocks.baseAddress)
        }
    }

    private static func names(_ functions: layerlab_optimizer, _ place: String) throws -> [String] {
        guard functions.tensor_count > 0 else { return [] }
        guard functions.tensor_count <= LAYERLAB_MOST_TENSORS, let names = functions.tensor_names else {
            throw LabError.badData(
                "\(place) keeps \(functions.tensor_count) tensors; "
                    + "give \(LAYERLAB_MOST_TENSORS) (LAYERLAB_MOST_TENSORS) at most, with their .tensor_names.")
        }
        let texts = try (0..<Int(functions.tensor_count)).map {
            try PluginTexts(owner: "\(place): its tensor \($0 + 1)").name(names[$0])
        }
        guard Set(texts).count == texts.count else {
            throw LabError.badData("\(place) keeps two tensors of one name; rename one.")
        }
        return texts
    }
}

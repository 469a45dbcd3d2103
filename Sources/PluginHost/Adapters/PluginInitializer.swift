import CPluginABI
import Components
import Tensor

/// An initializer of a plugin.
struct PluginInitializer: Initializer {
    private let instance: PluginInstance
    private let functions: layerlab_initializer

    init(_ instance: PluginInstance, _ functions: layerlab_initializer) {
        self.instance = instance
        self.functions = functions
    }

    func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) {
        let (outputs, inputs) = (W.rows, W.columns)
        let code = W.withMutableEntries { w in
            random.withPluginStream { stream in
                S.isFloat
                    ? functions.fill_f32(instance.state, w.bound(), outputs, inputs, gain, stream)
                    : functions.fill_f64(instance.state, w.bound(), outputs, inputs, gain, stream)
            }
        }
        instance.look(at: &W, code, "fill") { true }
    }
}

import CPluginABI
import Components
import Platform
import Tensor

/// An augmentation of a plugin.
struct PluginAugmentation: Augmentation {
    let meanDrift: Double
    private let instance: PluginInstance
    private let functions: layerlab_augmentation

    init(_ instance: PluginInstance, _ functions: layerlab_augmentation) throws {
        self.instance = instance
        self.functions = functions
        meanDrift = functions.mean_drift?(instance.state) ?? 0
        guard meanDrift >= 0, meanDrift.isFinite else {
            throw LabError.badData(
                "\(instance.component.place) has the mean drift \(meanDrift); return a finite number of at least 0, or leave "
                    + ".mean_drift out.")
        }
    }

    func check(shape: ImageShape?) throws {
        let code = withImage(shape) { functions.accepts?(instance.state, $0) ?? LAYERLAB_OK }
        guard code == LAYERLAB_OK else {
            throw LabError.usage(
                "\(instance.component.place) does not take these data (\(instance.component.file.reason(code))); "
                    + "choose another augmentation.")
        }
    }

    func apply<S: Scalar>(
        to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
    ) {
        let (n, d, hadNaN) = (X.rows, X.columns, X.hasNaN)
        let code = X.withMutableEntries { x in
            withImage(shape) { image in
                random.withPluginStream { stream in
                    S.isFloat
                        ? functions.apply_f32(instance.state, x.bound(), n, d, image, stream)
                        : functions.apply_f64(instance.state, x.bound(), n, d, image, stream)
                }
            }
        }
        instance.look(at: &X, code, "apply") { !hadNaN }
    }

    private func withImage<Result>(
        _ shape: ImageShape?, _ body: (UnsafePointer<layerlab_image>?) -> Result
    ) -> Result {
        guard let shape else { return body(nil) }
        var image = layerlab_image(
            size: UInt32(MemoryLayout<layerlab_image>.size), channels: UInt32(shape.channels),
            height: UInt32(shape.height), width: UInt32(shape.width))
        return body(&image)
    }
}

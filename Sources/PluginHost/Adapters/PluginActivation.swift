import CPluginABI
import Components
import Platform
import Tensor

/// An activation of a plugin.
struct PluginActivation: Activation {
    let gain: Double
    let kinks: [Double]
    let seams: [Double]
    private let instance: PluginInstance
    private let functions: layerlab_activation

    init(_ instance: PluginInstance, _ functions: layerlab_activation) throws {
        self.instance = instance
        self.functions = functions
        gain = functions.gain?(instance.state) ?? 1
        guard gain > 0, gain.isFinite else {
            throw LabError.badData(
                "\(instance.component.place) has the gain \(gain); return a finite number above 0, or leave .gain out.")
        }
        kinks = try PluginActivation.points(instance, "kinks", functions.kinks)
        seams = functions.seams == nil ? kinks : try PluginActivation.points(instance, "seams", functions.seams)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        precondition(A.columns == Z.columns, "\(Z.shape) does not fit \(A.shape).")
        A.reserve(rows: Z.rows)
        let (code, hasNaN) = Z.withEntries { z in
            A.withMutableEntries { a in
                inBlocks(of: a) { i, count in
                    S.isFloat
                        ? functions.forward_f32(instance.state, a.bound() + i, z.bound() + i, count)
                        : functions.forward_f64(instance.state, a.bound() + i, z.bound() + i, count)
                }
            }
        }
        instance.look(at: &A, code, "forward", hasNaN: hasNaN) { Z.isFinite }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        precondition(
            dA.count == Z.count && A.count == Z.count && dZ.columns == Z.columns,
            "\(dA.shape), \(Z.shape), \(A.shape) and \(dZ.shape) differ.")
        dZ.reserve(rows: Z.rows)
        let (code, hasNaN) = dA.withEntries { dA in
            Z.withEntries { z in
                A.withEntries { a in
                    dZ.withMutableEntries { dZ in
                        inBlocks(of: dZ) { i, count in
                            S.isFloat
                                ? functions.backward_f32(
                                    instance.state, dZ.bound() + i, dA.bound() + i, z.bound() + i, a.bound() + i, count)
                                : functions.backward_f64(
                                    instance.state, dZ.bound() + i, dA.bound() + i, z.bound() + i, a.bound() + i, count)
                        }
                    }
                }
            }
        }
        instance.look(at: &dZ, code, "backward", hasNaN: hasNaN) { dA.isFinite && Z.isFinite && A.isFinite }
    }

    /// Calls for one block of entries after another, and looks at each while it is still in the cache.
    ///
    /// The blocks follow from the number of entries alone, and a small batch is one.
    @inline(__always)
    private func inBlocks<S: Scalar>(
        of output: UnsafeMutableBufferPointer<S>, _ call: (_ start: Int, _ count: Int) -> Int32
    ) -> (code: Int32, hasNaN: Bool) {
        let size = 8192
        var hasNaN = false
        for start in stride(from: 0, to: output.count, by: size) {
            let end = min(start + size, output.count)
            let code = call(start, end - start)
            guard code == LAYERLAB_OK else { return (code, false) }
            hasNaN = UnsafeBufferPointer(rebasing: output[start..<end]).hasNaN || hasNaN
        }
        return (LAYERLAB_OK, hasNaN)
    }

    private static func points(
        _ instance: PluginInstance, _ name: String,
        _ function: (@convention(c) (UnsafeRawPointer?, UnsafeMutablePointer<Double>?) -> Int)?
    ) throws -> [Double] {
        var points = [Double](repeating: 0, count: Int(LAYERLAB_MOST_POINTS))
        let count = function?(instance.state, &points) ?? 0
        guard (0...points.count).contains(count), points[..<count].allSatisfy(\.isFinite) else {
            throw LabError.badData(
                "\(instance.component.place) gives \(count) \(name); "
                    + "give \(LAYERLAB_MOST_POINTS) finite points (LAYERLAB_MOST_POINTS) at most.")
        }
        return Array(points[..<count])
    }
}

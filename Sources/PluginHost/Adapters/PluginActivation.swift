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
        kinks = try PluginActivation.points(instance, "kinks", functions.kinks)
        seams = functions.seams == nil ? kinks : try PluginActivation.points(instance, "seams", functions.seams)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        A.reserve(rows: Z.rows)
        let code = Z.withEntries { z in
            A.withMutableEntries { a in
                S.isFloat
                    ? functions.forward_f32(instance.state, a.bound(), z.bound(), z.count)
                    : functions.forward_f64(instance.state, a.bound(), z.bound(), z.count)
            }
        }
        instance.look(at: &A, code, "forward") { Z.isFinite }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        precondition(dA.count == Z.count && A.count == Z.count, "\(dA.shape), \(Z.shape) and \(A.shape) differ.")
        dZ.reserve(rows: Z.rows)
        let code = dA.withEntries { dA in
            Z.withEntries { z in
                A.withEntries { a in
                    dZ.withMutableEntries { dZ in
                        S.isFloat
                            ? functions.backward_f32(
                                instance.state, dZ.bound(), dA.bound(), z.bound(), a.bound(), z.count)
                            : functions.backward_f64(
                                instance.state, dZ.bound(), dA.bound(), z.bound(), a.bound(), z.count)
                    }
                }
            }
        }
        instance.look(at: &dZ, code, "backward") { dA.isFinite && Z.isFinite && A.isFinite }
    }

    private static func points(
        _ instance: PluginInstance, _ name: String,
        _ function: (@convention(c) (UnsafeRawPointer?, UnsafeMutablePointer<Double>?) -> Int)?
    ) throws -> [Double] {
        var points = [Double](repeating: 0, count: Int(LAYERLAB_MOST_POINTS))
        let count = function?(instance.state, &points) ?? 0
        guard count <= points.count, points[..<count].allSatisfy(\.isFinite) else {
            throw LabError.badData(
                "\(instance.component.place) gives \(count) \(name); "
                    + "give \(LAYERLAB_MOST_POINTS) finite points (LAYERLAB_MOST_POINTS) at most.")
        }
        return Array(points[..<count])
    }
}

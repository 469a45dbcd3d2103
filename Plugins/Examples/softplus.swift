// softplus, an activation of one's own in Swift.
//
//     layerlab plugin build softplus.swift
//     layerlab plugin check softplus.so
//     layerlab train --plugin softplus.so --activation softplus_beta:beta=2 --dataset shapes
//
// What each function is handed and owes: 'layerlab plugin header' prints the whole interface, which is in C.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The state: what the parameters were set to.
struct State {
    let beta: Double

    init(_ state: UnsafeRawPointer?) { self = state!.load(as: State.self) }
    init(values: UnsafePointer<Double>) { beta = values[0] }
}

/// A = f(Z) = log(1 + exp(beta Z)) / beta = max(Z, 0) + log(1 + exp(-beta |Z|)) / beta, where no power overflows.
@inline(__always)
func forward<T: BinaryFloatingPoint>(
    _ state: UnsafeRawPointer?, _ A: UnsafeMutablePointer<T>, _ Z: UnsafePointer<T>, _ count: Int,
    exp: (T) -> T, log1p: (T) -> T
) -> Int32 {
    let beta = T(State(state).beta)
    for i in 0..<count { A[i] = max(Z[i], 0) + log1p(exp(-beta * abs(Z[i]))) / beta }
    return LAYERLAB_OK
}

/// dZ = dA f'(Z) = dA / (1 + exp(-beta Z)).
@inline(__always)
func backward<T: BinaryFloatingPoint>(
    _ state: UnsafeRawPointer?, _ dZ: UnsafeMutablePointer<T>, _ dA: UnsafePointer<T>, _ Z: UnsafePointer<T>,
    _ count: Int, exp: (T) -> T
) -> Int32 {
    let beta = T(State(state).beta)
    for i in 0..<count { dZ[i] = dA[i] / (1 + exp(-beta * Z[i])) }
    return LAYERLAB_OK
}

let functions: layerlab_activation = {
    var functions = layerlab_activation()
    functions.size = size(of: functions)
    functions.forward_f32 = { forward($0, $1!, $2!, $3, exp: exp, log1p: log1p) }
    functions.forward_f64 = { forward($0, $1!, $2!, $3, exp: exp, log1p: log1p) }
    // The fifth argument, $4, is the output A of the forward pass.
    functions.backward_f32 = { backward($0, $1!, $2!, $3!, $5, exp: exp) }
    functions.backward_f64 = { backward($0, $1!, $2!, $3!, $5, exp: exp) }
    // functions.kinks, where f' jumps, would stand here: see the header.
    return functions
}()

/// What LayerLab asks for when it loads the plugin.
@_cdecl("layerlab_plugin_entry")
public func entry() -> UnsafePointer<layerlab_plugin> { plugin }

/// The description of the plugin; what it points to is kept for ever.
let plugin: UnsafePointer<layerlab_plugin> = {
    var component = layerlab_component()
    component.size = size(of: component)
    component.name = text("softplus_beta")
    component.summary = text("A smooth ReLU.")
    component.formula = text("f(z) = log(1 + exp(beta z)) / beta; f'(z) = 1 / (1 + exp(-beta z))")
    component.source = text("Dugas, Bengio, Belisle, Nadeau and Garcia 2001")
    component.parameter_count = 1
    component.parameters = keep(
        layerlab_parameter(
            size: UInt32(MemoryLayout<layerlab_parameter>.stride), domain: UInt32(LAYERLAB_NUMBER),
            name: text("beta"), summary: text("how sharp the bend is"),
            default_value: 1, minimum: 0.001, maximum: 1000))
    component.create = { state, values in
        let made = UnsafeMutablePointer<State>.allocate(capacity: 1)
        made.initialize(to: State(values: values!))
        state!.pointee = UnsafeMutableRawPointer(made)
        return LAYERLAB_OK
    }
    component.destroy = { $0?.deallocate() }
    component.activation = keep(functions)

    var plugin = layerlab_plugin()
    plugin.abi = UInt32(LAYERLAB_PLUGIN_ABI)
    plugin.size = size(of: plugin)
    plugin.name = text("softplus")
    plugin.version = text("1.0")
    plugin.components = keep(component)
    plugin.component_count = 1
    return keep(plugin)
}()

func text(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

func keep<T>(_ values: T...) -> UnsafePointer<T> {
    let block = UnsafeMutablePointer<T>.allocate(capacity: values.count)
    block.initialize(from: values, count: values.count)
    return UnsafePointer(block)
}

func size<T>(of value: T) -> UInt32 { UInt32(MemoryLayout<T>.stride) }

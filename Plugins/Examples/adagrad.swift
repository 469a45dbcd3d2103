// adagrad, an optimizer of one's own in Swift.
//
//     layerlab plugin build adagrad.swift
//     layerlab plugin check adagrad.so
//     layerlab train --plugin adagrad.so --optimizer adagrad --schedule constant:eta=0.01 --dataset shapes
//
// What each function is handed and owes: 'layerlab plugin header' prints the whole interface, which is in C.

/// The state: what the parameters were set to.
struct State {
    let epsilon: Double

    init(_ state: UnsafeRawPointer?) { self = state!.load(as: State.self) }
    init(values: UnsafePointer<Double>) { epsilon = values[0] }
}

/// One update of W; tensors[0] is kept from step to step.
@inline(__always)
func update<T: BinaryFloatingPoint>(
    _ state: UnsafeRawPointer?, _ W: UnsafeMutablePointer<T>, _ dW: UnsafePointer<T>,
    _ tensors: UnsafePointer<UnsafeMutablePointer<T>?>, _ count: Int, _ update: UnsafePointer<layerlab_update>
) -> Int32 {
    let epsilon = T(State(state).epsilon)
    let (rate, decay) = (T(update.pointee.rate), T(update.pointee.decay))
    let squares = tensors[0]!
    for i in 0..<count {
        let g = dW[i] + decay * W[i]
        squares[i] += g * g
        W[i] -= rate * g / (squares[i].squareRoot() + epsilon)
    }
    return LAYERLAB_OK
}

let functions: layerlab_optimizer = {
    var functions = layerlab_optimizer()
    functions.size = size(of: functions)
    functions.tensor_count = 1
    functions.tensor_names = keep(text("squares"))
    functions.update_f32 = { update($0, $1!, $2!, $3!, $4, $5!) }
    functions.update_f64 = { update($0, $1!, $2!, $3!, $4, $5!) }
    return functions
}()

/// What LayerLab asks for when it loads the plugin.
@_cdecl("layerlab_plugin_entry")
public func entry() -> UnsafePointer<layerlab_plugin> { plugin }

/// The description of the plugin; what it points to is kept for ever.
let plugin: UnsafePointer<layerlab_plugin> = {
    var component = layerlab_component()
    component.size = size(of: component)
    component.name = text("adagrad")
    component.summary = text("A rate for every weight, by the gradients it has seen.")
    component.formula = text("V += g^2; W -= eta * g / (sqrt(V) + epsilon); g = dW + 2 * lambda * W")
    component.source = text("Duchi, Hazan and Singer 2011")
    component.parameter_count = 1
    component.parameters = keep(
        layerlab_parameter(
            size: UInt32(MemoryLayout<layerlab_parameter>.stride), domain: UInt32(LAYERLAB_NUMBER),
            name: text("epsilon"), summary: text("keeps the denominator away from zero"),
            default_value: 1e-8, minimum: 1e-12, maximum: 1))
    component.create = { state, values in
        let made = UnsafeMutablePointer<State>.allocate(capacity: 1)
        made.initialize(to: State(values: values!))
        state!.pointee = UnsafeMutableRawPointer(made)
        return LAYERLAB_OK
    }
    component.destroy = { $0?.deallocate() }
    component.optimizer = keep(functions)

    var plugin = layerlab_plugin()
    plugin.abi = UInt32(LAYERLAB_PLUGIN_ABI)
    plugin.size = size(of: plugin)
    plugin.name = text("adagrad")
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

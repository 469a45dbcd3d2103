// inverse_time, a schedule of one's own in Swift.
//
//     layerlab plugin build inverse_time.swift
//     layerlab plugin check inverse_time.so
//     layerlab train --plugin inverse_time.so --schedule inverse_time:eta=0.05 --epochs 5 --dataset shapes
//
// What each function is handed and owes: 'layerlab plugin header' prints the whole interface, which is in C.

/// The state: what the parameters were set to.
struct State {
    let eta: Double
    let decay: Double

    init(_ state: UnsafeRawPointer?) { self = state!.load(as: State.self) }
    init(values: UnsafePointer<Double>) { (eta, decay) = (values[0], values[1]) }
}

let functions: layerlab_schedule = {
    var functions = layerlab_schedule()
    functions.size = size(of: functions)
    // By its arguments alone: the rate may be asked for in any order. $3 is the length of the training.
    functions.rate = { state, rate, step, _, epoch in
        let state = State(state)
        rate!.pointee = state.eta / (1 + state.decay * Double(step) / Double(epoch))
        return LAYERLAB_OK
    }
    functions.range = { state, lowest, highest in
        lowest!.pointee = 0
        highest!.pointee = State(state).eta
        return LAYERLAB_OK
    }
    // functions.cycle, for schedules that go in cycles, would stand here: see the header.
    return functions
}()

/// What LayerLab asks for when it loads the plugin.
@_cdecl("layerlab_plugin_entry")
public func entry() -> UnsafePointer<layerlab_plugin> { plugin }

/// The description of the plugin; what it points to is kept for ever.
let plugin: UnsafePointer<layerlab_plugin> = {
    var component = layerlab_component()
    component.size = size(of: component)
    component.name = text("inverse_time")
    component.summary = text("Falls like one over the time.")
    component.formula = text("eta_t = eta / (1 + decay * t / steps of an epoch)")
    component.source = text("Robbins and Monro 1951")
    component.parameter_count = 2
    component.parameters = keep(
        layerlab_parameter(
            size: UInt32(MemoryLayout<layerlab_parameter>.stride), domain: UInt32(LAYERLAB_NUMBER),
            name: text("eta"), summary: text("the rate at the start"),
            default_value: 0.1, minimum: 0, maximum: 1e6),
        layerlab_parameter(
            size: UInt32(MemoryLayout<layerlab_parameter>.stride), domain: UInt32(LAYERLAB_NUMBER),
            name: text("decay"), summary: text("how fast it falls, per epoch"),
            default_value: 1, minimum: 0, maximum: 1e6))
    component.create = { state, values in
        let made = UnsafeMutablePointer<State>.allocate(capacity: 1)
        made.initialize(to: State(values: values!))
        state!.pointee = UnsafeMutableRawPointer(made)
        return LAYERLAB_OK
    }
    component.destroy = { $0?.deallocate() }
    component.schedule = keep(functions)

    var plugin = layerlab_plugin()
    plugin.abi = UInt32(LAYERLAB_PLUGIN_ABI)
    plugin.size = size(of: plugin)
    plugin.name = text("inverse_time")
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

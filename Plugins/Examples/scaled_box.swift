// scaled_box, an initializer of one's own in Swift.
//
//     layerlab plugin build scaled_box.swift
//     layerlab plugin check scaled_box.so
//     layerlab train --plugin scaled_box.so --init scaled_box --dataset shapes
//
// What each function is handed and owes: 'layerlab plugin header' prints the whole interface, which is in C.

/// Uniform weights of variance gain / inputs.
@inline(__always)
func fill<T: BinaryFloatingPoint>(
    _ W: UnsafeMutablePointer<T>, _ outputs: Int, _ inputs: Int, _ gain: Double,
    _ random: UnsafePointer<layerlab_random>
) -> Int32 {
    let bound = (3 * gain / Double(inputs)).squareRoot()
    for i in 0..<outputs * inputs { W[i] = T(bound * (2 * random.pointee.uniform(random.pointee.stream) - 1)) }
    return LAYERLAB_OK
}

let functions: layerlab_initializer = {
    var functions = layerlab_initializer()
    functions.size = size(of: functions)
    functions.fill_f32 = { fill($1!, $2, $3, $4, $5!) }
    functions.fill_f64 = { fill($1!, $2, $3, $4, $5!) }
    return functions
}()

/// What LayerLab asks for when it loads the plugin.
@_cdecl("layerlab_plugin_entry")
public func entry() -> UnsafePointer<layerlab_plugin> { plugin }

/// The description of the plugin; what it points to is kept for ever.
let plugin: UnsafePointer<layerlab_plugin> = {
    var component = layerlab_component()
    component.size = size(of: component)
    component.name = text("scaled_box")
    component.summary = text("Uniform, scaled by the number of inputs and the activation.")
    component.formula = text("W ~ U(-b, b), b = sqrt(3 gain / inputs)")
    component.source = text("He, Zhang, Ren and Sun 2015")
    component.initializer = keep(functions)

    var plugin = layerlab_plugin()
    plugin.abi = UInt32(LAYERLAB_PLUGIN_ABI)
    plugin.size = size(of: plugin)
    plugin.name = text("scaled_box")
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

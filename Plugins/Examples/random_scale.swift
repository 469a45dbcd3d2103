// random_scale, an augmentation of one's own in Swift.
//
//     layerlab plugin build random_scale.swift
//     layerlab plugin check random_scale.so
//     layerlab train --plugin random_scale.so --augment random_scale:strength=0.2 --dataset shapes
//
// What each function is handed and owes: 'layerlab plugin header' prints the whole interface, which is in C.

/// The state: what the parameters were set to.
struct State {
    let strength: Double

    init(_ state: UnsafeRawPointer?) { self = state!.load(as: State.self) }
    init(values: UnsafePointer<Double>) { strength = values[0] }
}

/// Every sample, a row of X (n x d), times a factor of its own.
@inline(__always)
func apply<T: BinaryFloatingPoint>(
    _ state: UnsafeRawPointer?, _ X: UnsafeMutablePointer<T>, _ n: Int, _ d: Int,
    _ random: UnsafePointer<layerlab_random>
) -> Int32 {
    let strength = State(state).strength
    for i in 0..<n {
        let uniform = random.pointee.uniform(random.pointee.stream)
        let factor = T(1 + strength * (2 * uniform - 1))
        for j in i * d..<(i + 1) * d { X[j] *= factor }
    }
    return LAYERLAB_OK
}

let functions: layerlab_augmentation = {
    var functions = layerlab_augmentation()
    functions.size = size(of: functions)
    // The fifth argument, $4, says how a sample is an image.
    functions.apply_f32 = { apply($0, $1!, $2, $3, $5!) }
    functions.apply_f64 = { apply($0, $1!, $2, $3, $5!) }
    // functions.accepts, which refuses data that are no images, would stand here: see the header.
    return functions
}()

/// What LayerLab asks for when it loads the plugin.
@_cdecl("layerlab_plugin_entry")
public func entry() -> UnsafePointer<layerlab_plugin> { plugin }

/// The description of the plugin; what it points to is kept for ever.
let plugin: UnsafePointer<layerlab_plugin> = {
    var component = layerlab_component()
    component.size = size(of: component)
    component.name = text("random_scale")
    component.summary = text("Every sample times a random factor around 1.")
    component.formula = text("X[i, j] *= 1 + strength * u_i, u_i uniform in -1 ... 1")
    component.source = text("an exercise")
    component.parameter_count = 1
    component.parameters = keep(
        layerlab_parameter(
            size: UInt32(MemoryLayout<layerlab_parameter>.stride), domain: UInt32(LAYERLAB_NUMBER),
            name: text("strength"), summary: text("by what share a sample may grow or shrink"),
            default_value: 0.1, minimum: 0, maximum: 1))
    component.create = { state, values in
        let made = UnsafeMutablePointer<State>.allocate(capacity: 1)
        made.initialize(to: State(values: values!))
        state!.pointee = UnsafeMutableRawPointer(made)
        return LAYERLAB_OK
    }
    component.destroy = { $0?.deallocate() }
    component.augmentation = keep(functions)

    var plugin = layerlab_plugin()
    plugin.abi = UInt32(LAYERLAB_PLUGIN_ABI)
    plugin.size = size(of: plugin)
    plugin.name = text("random_scale")
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

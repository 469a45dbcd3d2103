import CPluginABI
import Components
import Foundation
import Platform

extension Registry {
    /// Loads a plugin and registers its components beside the built-in ones.
    ///
    /// A file that is loaded already is left alone.
    /// - Throws: ``LabError``: `io` where there is no file, `badData` where it is no plugin that can be used.
    @discardableResult
    public mutating func load(plugin path: String) throws -> PluginRecord {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        if let loaded = plugins.first(where: { $0.path == real }) { return loaded }
        let file = try PluginFile(path)
        if let other = plugins.first(where: { $0.name == file.name }) {
            throw LabError.badData(
                "\(path): it is called '\(other.name)' like \(other.path); rename one of the two, or name one only.")
        }
        let components = try PluginComponent.all(of: file)
        let record = PluginRecord(
            name: file.name, version: file.version, checksum: file.checksum,
            components: components.map { "\($0.info.kind.rawValue)/\($0.info.name)" }, path: file.path)
        for component in components { try add(component, of: record) }
        return record
    }

    /// Loads the files, and what `LAYERLAB_PLUGIN_PATH` names: files, and folders with every `.so` in them.
    ///
    /// An empty place between two colons is none: the working directory is never searched unasked.
    public mutating func load(plugins paths: [String], searching searchPath: String?) throws {
        for path in paths { try load(plugin: path) }
        for place in (searchPath ?? "").split(separator: ":").map(String.init) {
            for file in try Registry.libraries(at: place) { try load(plugin: file) }
        }
    }

    private static func libraries(at place: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
            throw LabError.io("LAYERLAB_PLUGIN_PATH names \(place), which is not there; take it out of the variable.")
        }
        guard isFolder.boolValue else { return [place] }
        return try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".so") }.sorted()
            .map { "\(place)/\($0)" }
    }

    private mutating func add(_ component: PluginComponent, of record: PluginRecord) throws {
        let info = component.info
        if let other = entry(info.kind, named: info.name) {
            let owner = other.plugin.map { "from \($0.path)" } ?? "built in"
            throw LabError.badData(
                "\(component.place) has the name of a component that is there already (\(owner)); rename it.")
        }
        let make = try component.constructor(noting: fault)
        try register(info, from: record, make: make)
    }
}

extension PluginComponent {
    /// The function that makes it, in the form of its kind.
    ///
    /// - Throws: ``LabError`` of kind `badData` where a function is missing.
    fileprivate func constructor(
        noting fault: ComponentFault
    ) throws -> @Sendable (ComponentOptions) throws -> any Sendable {
        let made: @Sendable (ComponentOptions) throws -> PluginInstance = { try PluginInstance(self, $0, fault) }
        if let pointer = description.activation {
            let functions = try functions(pointer, "layerlab_activation") {
                [
                    "forward_f32": $0.forward_f32 != nil, "forward_f64": $0.forward_f64 != nil,
                    "backward_f32": $0.backward_f32 != nil, "backward_f64": $0.backward_f64 != nil,
                ]
            }
            return { try PluginActivation(made($0), functions) }
        } else if let pointer = description.augmentation {
            let functions = try functions(pointer, "layerlab_augmentation") {
                ["apply_f32": $0.apply_f32 != nil, "apply_f64": $0.apply_f64 != nil]
            }
            return { try PluginAugmentation(made($0), functions) }
        } else if let pointer = description.schedule {
            let functions = try functions(pointer, "layerlab_schedule") {
                ["rate": $0.rate != nil, "range": $0.range != nil]
            }
            return { try PluginSchedule(made($0), functions) }
        } else if let pointer = description.initializer {
            let functions = try functions(pointer, "layerlab_initializer") {
                ["fill_f32": $0.fill_f32 != nil, "fill_f64": $0.fill_f64 != nil]
            }
            return { try PluginInitializer(made($0), functions) }
        }
        let functions = try functions(description.optimizer, "layerlab_optimizer") {
            ["update_f32": $0.update_f32 != nil, "update_f64": $0.update_f64 != nil]
        }
        return { try PluginOptimizer(made($0), functions) }
    }
}

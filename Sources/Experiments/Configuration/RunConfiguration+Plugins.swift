import Components
import Platform

extension RunConfiguration {
    /// Every component that the configuration names.
    private var componentTexts: [(kind: ComponentKind, text: String)] {
        [
            (.activation, activation), (.placement, batchNorm), (.initializer, initializer), (.schedule, schedule),
            (.optimizer, optimizer), (.augmentation, augment), (.loss, loss), (.preprocessing, normalize),
        ]
    }

    /// The loaded plugins that have a part in this configuration, in the order of loading.
    func usedPlugins(_ registry: Registry) -> [PluginRecord] {
        let used = componentTexts.flatMap { registry.plugins($0.kind, in: $0.text) }
        return registry.plugins.filter(used.contains)
    }

    /// Compares the plugins that a run has recorded with those that are loaded.
    ///
    /// One that has no part any more, as another component was chosen, need not be there.
    /// - Throws: ``LabError`` of kind `usage` where one is missing or is another build.
    func checkPlugins(_ registry: Registry) throws {
        for recorded in plugins {
            guard let need = componentTexts.first(where: { recorded.holds($0.kind, $0.text) }) else { continue }
            guard let loaded = registry.plugins.first(where: { $0.name == recorded.name }) else {
                throw LabError.usage(
                    "The \(need.kind.rawValue) '\(need.text)' of the run needs the plugin \(recorded.name) "
                        + "\(recorded.version), which is not loaded: add --plugin \(recorded.path)")
            }
            guard loaded.checksum == recorded.checksum else {
                throw LabError.usage(
                    "\(loaded.path) is not the plugin \(recorded.name) \(recorded.version) of the run: its SHA-256 begins "
                        + "with \(loaded.checksum.prefix(12)), that of the run with \(recorded.checksum.prefix(12)). Load the "
                        + "old file, or drop the line 'plugins' from config.yaml to go on with this one.")
            }
        }
    }
}

extension PluginRecord {
    /// Whether it holds a component that a text names.
    fileprivate func holds(_ kind: ComponentKind, _ text: String) -> Bool {
        ComponentSpecification.names(in: text).contains { components.contains("\(kind.rawValue)/\($0)") }
    }
}

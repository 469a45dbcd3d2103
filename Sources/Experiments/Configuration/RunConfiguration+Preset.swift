import Components

extension RunConfiguration {
    /// The settings of a preset, with some of them changed.
    ///
    /// - Parameters:
    ///   - preset: the name of a preset, one of ``Preset/all``.
    ///   - settings: texts by key, as flags would give them: `["lambda": "0.01", "hidden": "50,50"]`.
    ///   - registry: where the components are looked up.
    /// - Throws: ``LabError`` of kind `usage` for an unknown preset, key or component, or a value that cannot be.
    public init(preset: String, _ settings: [String: String] = [:], registry: Registry) throws {
        self = try LayeredConfiguration(preset: preset, flags: settings, registry: registry).configuration
    }

    /// The configuration with some settings changed, such as a point of a ``SearchSpace``.
    ///
    /// - Parameters:
    ///   - settings: texts by key, as flags would give them: `["lambda": "0.01", "eta_max": "0.2"]`.
    ///   - registry: where the components are looked up.
    /// - Throws: ``LabError`` of kind `usage` for an unknown key or component, or a value that cannot be.
    public func changed(_ settings: [String: String], registry: Registry) throws -> RunConfiguration {
        let flags = try ConfigurationLayer(source: "program", settings)
        return try LayeredConfiguration([flags], over: self, registry: registry).configuration
    }
}

import Platform

/// The components that can be chosen by name.
///
/// There is no global one: whoever composes a program makes it.
public struct Registry: Sendable {
    /// A registered component: its record and its constructor.
    public struct Entry: Sendable {
        /// The record.
        public let info: ComponentInfo
        /// The plugin that it comes from; nil for built-in ones.
        public let plugin: PluginRecord?
        let make: @Sendable (ComponentOptions) throws -> any Sendable
    }

    /// Where loaded components note their failures; copies of a registry share it.
    public let fault = ComponentFault()
    /// The plugins that were loaded, in order.
    public private(set) var plugins: [PluginRecord] = []
    private var entriesByKind: [ComponentKind: [Entry]] = [:]

    /// An empty registry.
    public init() {}

    /// Adds a component.
    ///
    /// - Throws: ``LabError`` of kind `usage` where its name or an alias is taken.
    public mutating func register(_ type: any Component.Type) throws {
        try register(type.info) { try type.init($0) }
    }

    /// Adds a component that is made by a function, as one of a loaded plugin is.
    public mutating func register(
        _ info: ComponentInfo, from plugin: PluginRecord? = nil,
        make: @escaping @Sendable (ComponentOptions) throws -> any Sendable
    ) throws {
        for name in [info.name] + info.aliases where entry(info.kind, named: name) != nil {
            throw LabError.usage("There are two components of kind \(info.kind.rawValue) named '\(name)'.")
        }
        entriesByKind[info.kind, default: []].append(Entry(info: info, plugin: plugin, make: make))
        if let plugin, !plugins.contains(plugin) { plugins.append(plugin) }
    }

    /// The plugins whose components a text names, be it one component or several joined by `+`.
    public func plugins(_ kind: ComponentKind, in text: String) -> [PluginRecord] {
        ComponentSpecification.names(in: text).compactMap { entry(kind, named: $0)?.plugin }
    }

    /// Every component of a kind, in the order of registration.
    public func entries(_ kind: ComponentKind) -> [Entry] { entriesByKind[kind] ?? [] }

    /// The names of a kind, without aliases.
    public func names(_ kind: ComponentKind) -> [String] { entries(kind).map(\.info.name) }

    /// The activation that a text names.
    public func activation(_ text: String) throws -> any Activation { try make(.activation, text) }
    /// The placement that a text names.
    public func placement(_ text: String) throws -> any Placement { try make(.placement, text) }
    /// The schedule that a text names.
    public func schedule(_ text: String) throws -> any Schedule { try make(.schedule, text) }
    /// The initializer that a text names.
    public func initializer(_ text: String) throws -> any Initializer { try make(.initializer, text) }
    /// The optimizer that a text names.
    public func optimizer(_ text: String) throws -> any Optimizer { try make(.optimizer, text) }
    /// The loss that a text names.
    public func loss(_ text: String) throws -> any Loss { try make(.loss, text) }
    /// The preprocessing that a text names.
    public func preprocessing(_ text: String) throws -> any Preprocessing { try make(.preprocessing, text) }
    /// The augmentation that a text names, or several, chained with `+`: `horizontal_flip+gaussian_noise:fraction=0.2`.
    public func augmentation(_ text: String) throws -> any Augmentation {
        let parts: [any Augmentation] = try AugmentationChain.parts(of: text).map { try make(.augmentation, $0) }
        return parts.count == 1 ? parts[0] : AugmentationChain(parts: parts)
    }

    /// A specification with the component's own name and every option written out.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown name or a wrong option.
    public func resolve(_ kind: ComponentKind, _ text: String) throws -> String {
        let parts = kind == .augmentation ? AugmentationChain.parts(of: text) : [text]
        return try parts.map { try options(kind, $0).options.resolved }.joined(separator: "+")
    }

    private func make<C>(_ kind: ComponentKind, _ text: String) throws -> C {
        let (entry, options) = try options(kind, text)
        guard let component = try entry.make(options) as? C else {
            throw LabError.usage("The component '\(entry.info.name)' is registered as \(kind.rawValue) and is none.")
        }
        return component
    }

    func options(_ kind: ComponentKind, _ text: String) throws -> (entry: Entry, options: ComponentOptions) {
        let specification = ComponentSpecification(text)
        guard let entry = entry(kind, named: specification.name) else {
            throw LabError.unknown(kind.rawValue, specification.name, choices: names(kind))
        }
        return (entry, try ComponentOptions(entry.info, specification))
    }

    /// The component of a kind that answers to a name.
    public func entry(_ kind: ComponentKind, named name: String) -> Entry? {
        entries(kind).first { $0.info.name == name || $0.info.aliases.contains(name) }
    }
}

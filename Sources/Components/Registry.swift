import Platform

/// The components that can be chosen by name.
///
/// There is no global one: whoever composes a program makes it.
public struct Registry: Sendable {
    /// A registered component: its record and its constructor.
    public struct Entry: Sendable {
        /// The record.
        public let info: ComponentInfo
        let make: @Sendable (ComponentOptions) throws -> any Sendable
    }

    private var entriesByKind: [ComponentKind: [Entry]] = [:]

    /// An empty registry.
    public init() {}

    /// Adds a component.
    ///
    /// - Throws: ``LabError`` of kind `usage` where its name or an alias is taken.
    public mutating func register(_ type: any Component.Type) throws {
        try register(type.info) { try type.init($0) }
    }

    /// Adds a component that is made by a function, as a loaded plugin is.
    public mutating func register(
        _ info: ComponentInfo, make: @escaping @Sendable (ComponentOptions) throws -> any Sendable
    ) throws {
        for name in [info.name] + info.aliases where entry(info.kind, named: name) != nil {
            throw LabError.usage("There are two components of kind \(info.kind.rawValue) named '\(name)'.")
        }
        entriesByKind[info.kind, default: []].append(Entry(info: info, make: make))
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
    /// The augmentation that a text names.
    public func augmentation(_ text: String) throws -> any Augmentation { try make(.augmentation, text) }
    /// The preprocessing that a text names.
    public func preprocessing(_ text: String) throws -> any Preprocessing { try make(.preprocessing, text) }

    /// A specification with the component's own name and every option written out.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown name or a wrong option.
    public func resolve(_ kind: ComponentKind, _ text: String) throws -> String {
        try options(kind, text).options.resolved
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

    func entry(_ kind: ComponentKind, named name: String) -> Entry? {
        entries(kind).first { $0.info.name == name || $0.info.aliases.contains(name) }
    }
}

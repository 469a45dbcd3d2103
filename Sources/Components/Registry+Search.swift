import Platform

extension Registry {
    /// The component that a text names, whatever its kind, with its options: `leaky_relu:slope=0.2`, `placement/none`.
    ///
    /// - Throws: ``LabError`` of kind `usage` for an unknown name, one that several kinds have, or a wrong option.
    public func options(of text: String) throws -> ComponentOptions {
        let name = text.prefix { $0 != ":" }
        guard let slash = name.firstIndex(of: "/") else { return try options(ofUnique: text) }
        guard let kind = ComponentKind(rawValue: String(name[..<slash])) else {
            throw LabError.unknown(
                "kind of component", String(name[..<slash]), choices: ComponentKind.allCases.map(\.rawValue))
        }
        return try options(kind, String(text[text.index(after: slash)...])).options
    }

    private func options(ofUnique text: String) throws -> ComponentOptions {
        let name = ComponentSpecification(text).name
        let kinds = ComponentKind.allCases.filter { entry($0, named: name) != nil }
        guard let kind = kinds.first else { throw LabError.unknown("component", name, choices: searchNames) }
        guard kinds.count == 1 else {
            throw LabError.usage(
                "Components of \(kinds.count) kinds are named '\(name)': write "
                    + kinds.map { "\($0.rawValue)/\(name)" }.joined(separator: " or ") + ".")
        }
        return try options(kind, text).options
    }

    /// What ``options(of:)`` takes, aliases left out: names, with the kind before those that several kinds have.
    public var searchNames: [String] {
        let infos = ComponentKind.allCases.flatMap { entries($0).map(\.info) }
        let counts = Dictionary(grouping: infos, by: \.name).mapValues(\.count)
        return infos.map { counts[$0.name] == 1 ? $0.name : "\($0.kind.rawValue)/\($0.name)" }
    }
}

import LayerLab

/// The record of a component as JSON.
struct ComponentListing: Encodable {
    let kind, name, summary, formula, source: String
    let aliases: [String]
    let parameters: [Parameter]

    init(_ info: ComponentInfo) {
        kind = info.kind.rawValue
        name = info.name
        summary = info.summary
        formula = info.formula
        source = info.source
        aliases = info.aliases
        parameters = info.parameters.map {
            Parameter(
                name: $0.name, defaultValue: $0.defaultValue.map($0.text), expectation: $0.expectation,
                summary: $0.summary)
        }
    }

    struct Parameter: Encodable {
        let name: String
        let defaultValue: String?
        let expectation, summary: String
    }
}

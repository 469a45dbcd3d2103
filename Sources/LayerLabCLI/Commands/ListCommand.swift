import ArgumentParser
import LayerLab

/// `layerlab list`: the components that can be chosen by name.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the components that can be chosen by name, with their options.",
        discussion: """
            Options stand behind a colon: leaky_relu:slope=0.2, cyclical:eta_max=0.05,step_size=900.

            EXAMPLES
              layerlab list
              layerlab list activation
              layerlab list --json
            """)

    @Argument(
        help: "A kind: \(ComponentKind.allCases.map(\.rawValue).joined(separator: ", ")).",
        completion: .list(ComponentKind.allCases.map(\.rawValue)))
    var kind: String?

    @Flag(help: "Print the table in Markdown.") var markdown = false
    @Flag(help: "Print the records as a JSON object.") var json = false
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        let kinds = try kind.map { [try parse($0)] } ?? ComponentKind.allCases
        let registry = try plugins.registry()
        let records = kinds.flatMap { registry.entries($0).map(\.info) }
        if json {
            Console.print(try JSONText.encode(Listing(components: records.map(ComponentListing.init))))
        } else {
            let table = ListCommand.table(records)
            Console.print(markdown ? table.markdown : table.text)
        }
    }

    private func parse(_ name: String) throws -> ComponentKind {
        guard let kind = ComponentKind(rawValue: name) else {
            throw LabError.unknown("kind of component", name, choices: ComponentKind.allCases.map(\.rawValue))
        }
        return kind
    }

    private static func table(_ records: [ComponentInfo]) -> TextTable {
        var table = TextTable(["kind", "name", "options", "what it is"])
        for record in records {
            let options = record.parameters.map { "\($0.name)=\($0.defaultValue.map($0.text) ?? "?")" }
            table.add([record.kind.rawValue, record.name, options.joined(separator: ","), record.summary])
        }
        return table
    }
}

/// The records as JSON.
private struct Listing: Encodable {
    let schema = "layerlab.components"
    let version = 1
    let components: [ComponentListing]
}

import ArgumentParser
import LayerLab

/// `layerlab presets`: settings under a name.
struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets",
        abstract: "List the presets, or print one as a file for --config.",
        discussion: """
            EXAMPLES
              layerlab presets
              layerlab presets coursework/3-layer-bn > mine.yaml
            """)

    @Argument(help: "The preset to print.", completion: .list(Preset.all.map(\.name))) var name: String?
    @Flag(help: "Print the table in Markdown.") var markdown = false
    @Flag(help: "Print the presets as a JSON object.") var json = false

    func run() throws {
        let presets = try name.map { [try Preset.named($0)] } ?? Preset.all
        if json {
            Console.print(
                try JSONText.encode(
                    Listing(presets: presets.map { .init(name: $0.name, summary: $0.summary, settings: $0.values) })))
        } else if name != nil {
            Console.print(presets.map(\.yaml).joined())
        } else {
            var table = TextTable(["preset", "what it is"])
            for preset in presets { table.add([preset.name, preset.summary]) }
            Console.print(markdown ? table.markdown : table.text)
        }
    }

    /// The presets as JSON.
    private struct Listing: Encodable {
        let schema = "layerlab.presets"
        let version = 1
        let presets: [Entry]

        struct Entry: Encodable {
            let name, summary: String
            let settings: [String: String]
        }
    }
}

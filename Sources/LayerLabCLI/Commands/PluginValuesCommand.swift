import ArgumentParser
import LayerLab

/// `layerlab plugin values`: what a component of a plugin gives at points.
struct PluginValues: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "values", abstract: "Print f(z) and f'(z) of an activation, or the rates of a schedule.",
        discussion: """
            In double. A schedule is asked about a training of 1000 steps, 100 an epoch, and its points are steps.

            EXAMPLES
              layerlab plugin values mine.so mine --at=-1,0,1
              layerlab plugin values mine.so my_rate:eta=0.1 --kind schedule --at 0,500,999
            """)

    @Argument(help: "The plugin.", completion: .file(extensions: ["so"])) var file: String
    @Argument(help: "The component, with options where others than the defaults are meant.") var name: String
    @Option(help: "activation or schedule.") var kind = "activation"
    @Option(help: ArgumentHelp("The points, with commas.", valueName: "points")) var at: Points?
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        guard let known = ComponentKind(rawValue: kind) else {
            throw LabError.unknown("kind", kind, choices: ["activation", "schedule"])
        }
        var registry = try Standard.registry()
        try registry.load(plugin: file)
        let samples = try ComponentSamples(known, name, registry, at: at?.values)
        if output.json {
            Console.print(
                try JSONText.encode(
                    Listing(points: samples.points, values: samples.values, derivatives: samples.derivatives)))
            return
        }
        let isActivation = !samples.derivatives.isEmpty
        var table = TextTable(isActivation ? ["z", "f(z)", "f'(z)"] : ["step", "rate"], alignRight: [0, 1, 2])
        for (i, point) in samples.points.enumerated() {
            table.add(["\(point)", "\(samples.values[i])"] + (isActivation ? ["\(samples.derivatives[i])"] : []))
        }
        Console.print(table.text)
    }

    /// The JSON form of the result.
    private struct Listing: Encodable {
        let schema = "layerlab.plugin_values"
        let version = 1
        let points, values, derivatives: [Double]
    }
}

/// Numbers with commas between them.
struct Points: ExpressibleByArgument {
    let values: [Double]

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0?.isFinite == true }) else { return nil }
        values = numbers.compactMap { $0 }
    }
}

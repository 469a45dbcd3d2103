import ArgumentParser
import Foundation
import LayerLab

/// `layerlab describe`: one component, with its picture.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describe a component: formula, options, source, and a picture of what it does.",
        discussion: """
            The picture shows an activation and its derivative, the rates of a schedule, the weights of an initializer, \
            or images before and after an augmentation or a preprocessing (PNG only, --dataset chooses the images).

            EXAMPLES
              layerlab describe leaky_relu:slope=0.2 --plot leaky_relu.svg
              layerlab describe placement/none
              layerlab describe gaussian_noise:fraction=0.5 --plot noise.png --dataset fashion_mnist
            """)

    @Argument(
        help: "A name, with options behind a colon; kind/name where several kinds have it.",
        completion: .componentNames)
    var name: String

    @Option(
        help: ArgumentHelp("Draw its picture into this SVG or PNG file.", valueName: "file"),
        completion: .file(extensions: ["svg", "png"]))
    var plot: String?

    @Option(help: "The images that are shown before and after.", completion: .list(DataLibrary.names))
    var dataset = "shapes:train=2000,test=10"
    @Option(name: .key("data_dir"), help: .key("data_dir"), completion: .directory) var dataDir: String?
    @Option(help: "The seed of what is drawn at random.") var seed: UInt64 = 1
    @OptionGroup var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        let registry = try plugins.registry()
        let options = try registry.options(of: name)
        if let plot {
            let request = DataRequest(dataset: dataset, folder: dataDir, validation: "0", seed: seed)
            try await ComponentFigure(options, registry).write(to: URL(fileURLWithPath: plot), seed: seed) {
                try await DataLibrary.load(request).training
            }
            if !output.quiet { Console.note("picture: \(plot)") }
        }
        Console.print(output.json ? try JSONText.encode(Description(options, plot: plot)) : text(options))
    }

    private func text(_ options: ComponentOptions) -> String {
        let info = options.info
        var facts = [("formula", info.formula), ("source", info.source)]
        if !info.aliases.isEmpty { facts.append(("also", info.aliases.joined(separator: ", "))) }
        if let flag = info.kind.flag { facts.append(("use", "--\(flag) \(options.resolved)")) }
        let lines = facts.map { $0.0.padding(toLength: 9, withPad: " ", startingAt: 0) + $0.1 }
        let heading = "\(info.name), \(info.kind.rawValue): \(info.summary)\n\n" + lines.joined(separator: "\n")
        return info.parameters.isEmpty ? heading : heading + "\n\n" + table(options).text
    }

    private func table(_ options: ComponentOptions) -> TextTable {
        var table = TextTable(["option", "value", "default", "what it may be", "what it is"])
        for parameter in options.info.parameters {
            table.add([
                parameter.name, parameter.text(options[parameter.name]),
                parameter.defaultValue.map(parameter.text) ?? "none", parameter.expectation, parameter.summary,
            ])
        }
        return table
    }

    /// The JSON form of the result.
    private struct Description: Encodable {
        let schema = "layerlab.component"
        let version = 1
        let component: ComponentListing
        let resolved: String
        let flag, plot: String?

        init(_ options: ComponentOptions, plot: String?) {
            component = ComponentListing(options.info)
            resolved = options.resolved
            flag = options.info.kind.flag
            self.plot = plot
        }
    }
}

extension ComponentKind {
    /// The flag of `train` that chooses a component of this kind.
    var flag: String? { key?.flag }
}

import ArgumentParser
import Foundation
import LayerLab

/// `layerlab predict`: the classes of images.
struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Classify PNG images with a trained network.",
        discussion: """
            An image of another size is scaled to that of the training images, and color is turned to grey where the \
            network was trained on grey.

            EXAMPLES
              layerlab predict runs/first shirt.png boot.png
              layerlab predict runs/first --top 1 --json *.png
            """)

    @OptionGroup var argument: RunArgument
    @Argument(help: "PNG files.") var images: [String]
    @Option(help: "How many classes to show for each image.") var top = 3
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top is at least 1, but \(top) was given.") }
        guard !images.isEmpty else { throw ValidationError("Name at least one PNG file.") }
    }

    func run() async throws {
        let registry = try Standard.registry()
        let (folder, configuration) = try argument.open(registry)
        try predict(configuration.scalarType, folder, configuration, registry)
    }

    private func predict<S: Scalar>(
        _ type: S.Type, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry
    ) throws {
        let run = try SavedRun<S>(folder, configuration, registry)
        let subset = Subset(try run.imageDataset(images.map { URL(fileURLWithPath: $0) }))
        let P = try run.probabilities(of: subset, on: try argument.backend(configuration))
        let predictions = images.enumerated().map { i, image in
            Prediction(image: image, P.row(i).map(Double.init), run.model.classNames, top: top)
        }
        if output.json {
            Console.print(try JSONText.encode(Result(predictions: predictions)))
        } else {
            var table = TextTable(["image", "class", "probability"], alignRight: [2])
            for prediction in predictions {
                for (rank, choice) in prediction.classes.enumerated() {
                    table.add([rank == 0 ? prediction.image : "", choice.name, choice.probability.percent])
                }
            }
            Console.print(table.text)
        }
    }

    /// The most probable classes of one image.
    private struct Prediction: Encodable {
        struct Choice: Encodable {
            let name: String
            let probability: Double
        }

        let image: String
        let classes: [Choice]

        init(image: String, _ probabilities: [Double], _ names: [String], top: Int) {
            self.image = image
            classes = zip(names, probabilities).sorted { $0.1 > $1.1 }.prefix(top)
                .map { Choice(name: $0.0, probability: $0.1) }
        }
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        let schema = "layerlab.predictions"
        let version = 1
        let predictions: [Prediction]
    }
}

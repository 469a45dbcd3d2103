import ArgumentParser
import Foundation
import LayerLab

/// `layerlab predict`: the classes of images.
struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Classify PNG images, or the samples of a split, with a trained network.",
        discussion: """
            An image of another size is scaled to that of the training images, and color is turned to grey where the \
            network was trained on grey. --npz keeps a split for other programs: the raw values X (n x d), the classes \
            y (n), the probabilities P (n x K) and the names of the classes.

            EXAMPLES
              layerlab predict runs/first shirt.png boot.png
              layerlab predict runs/first --top 1 --json *.png
              layerlab predict runs/first --split test --npz test.npz
            """)

    @OptionGroup var argument: RunArgument
    @Argument(help: "PNG files.") var images: [String] = []
    @Option(help: "Classify the samples of a split in their place: training, validation or test.")
    var split: SplitName?
    @Option(
        help: ArgumentHelp(
            "Write values, classes and probabilities of the split as NumPy arrays.", valueName: "file.npz"))
    var npz: String?
    @Option(help: "Where the data of the split are, if they have moved since the run.") var dataDir: String?
    @Option(help: "How many classes to show for each image.") var top = 3
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top is at least 1, but \(top) was given.") }
        guard images.isEmpty == (split != nil) else {
            throw ValidationError("Name PNG files, or a split with --split, and not both.")
        }
        guard split != nil || (npz == nil && dataDir == nil) else {
            throw ValidationError("--npz and --data-dir go with --split.")
        }
        if let npz, !npz.hasSuffix(".npz") {
            throw ValidationError(
                "--npz writes a file whose name ends in .npz, but '\(npz)' was given: add the ending.")
        }
    }

    func run() async throws {
        let registry = try argument.plugins.registry()
        let (folder, configuration) = try argument.open(registry)
        let subset = try await samples(folder, configuration)
        try predict(configuration.scalarType, folder, configuration, registry, subset)
    }

    /// The samples of the split; nil for images.
    private func samples(_ folder: RunFolder, _ configuration: RunConfiguration) async throws -> Subset? {
        guard let split else { return nil }
        return try await folder.splits(configuration, in: dataDir, quiet: output.quiet).chosen(split).samples
    }

    private func predict<S: Scalar>(
        _ type: S.Type, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry, _ split: Subset?
    ) throws {
        let run = try SavedRun<S>(folder, configuration, registry)
        if let split { try run.check(split.dataset) }
        let subset = try split ?? Subset(run.imageDataset(images.map { URL(fileURLWithPath: $0) }))
        let P = try run.probabilities(of: subset, on: try configuration.backend(threads: argument.threads))
        if let npz { try write(subset, P, run.model.classNames, to: npz) }
        let labels = subset.labels
        let predictions = (0..<subset.count).map { i in
            Prediction(
                image: split == nil ? images[i] : nil, sample: split == nil ? nil : i,
                label: split == nil ? nil : run.model.classNames[Int(labels[i])],
                P.row(i).map(Double.init), run.model.classNames, top: top)
        }
        if output.json {
            Console.print(try JSONText.encode(Result(predictions: predictions)))
        } else if npz == nil {
            Console.print(table(predictions).text)
        }
    }

    private func write<S: Scalar>(_ subset: Subset, _ P: Matrix<S>, _ names: [String], to path: String) throws {
        var file = NPZFile()
        file.add("X", subset)
        file.add("y", subset.labels.map(Int.init))
        file.add("P", P)
        file.add("classes", names)
        try file.write(to: URL(fileURLWithPath: path))
        if !output.json { Console.print("\(subset.count) samples: \(path)") }
    }

    private func table(_ predictions: [Prediction]) -> TextTable {
        let heads = split == nil ? ["image"] : ["sample", "true class"]
        var table = TextTable(heads + ["class", "probability"], alignRight: [heads.count + 1])
        for prediction in predictions {
            let names = prediction.image.map { [$0] } ?? [String(prediction.sample ?? 0), prediction.label ?? ""]
            for (rank, choice) in prediction.classes.enumerated() {
                table.add((rank == 0 ? names : heads.map { _ in "" }) + [choice.name, choice.probability.percent])
            }
        }
        return table
    }

    /// The most probable classes of one image, or of one sample of a split with its true class.
    private struct Prediction: Encodable {
        struct Choice: Encodable {
            let name: String
            let probability: Double
        }

        let image: String?
        let sample: Int?
        let label: String?
        let classes: [Choice]

        init(image: String?, sample: Int?, label: String?, _ probabilities: [Double], _ names: [String], top: Int) {
            self.image = image
            self.sample = sample
            self.label = label
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

import ArgumentParser
import Foundation
import LayerLab

/// `layerlab data`: fetch, look at and check data sets.
struct DataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Fetch, look at and check data sets.",
        discussion: """
            EXAMPLES
              layerlab data fetch cifar10
              layerlab data show --dataset fashion_mnist
              layerlab data check --dataset shapes
            """,
        subcommands: [Fetch.self, Show.self, Check.self])

    /// `layerlab data fetch`.
    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download a data set from its home page, check it and unpack it.",
            discussion: """
                An interrupted download goes on where it stopped. Size and MD5 are checked before anything is unpacked.

                EXAMPLES
                  layerlab data fetch cifar10
                  layerlab data fetch cifar10 --to data
                """)

        @Argument(help: "Which data set: cifar10.", completion: .list(DataFetch.names)) var name: String
        @Option(help: "The folder that it goes to; ~/.cache/layerlab where not given.", completion: .directory)
        var to: String?
        @Option(help: "Another address of the same file, such as a mirror.") var url: String?

        func run() async throws {
            guard DataFetch.names.contains(name) else {
                throw LabError.unknown("data set to download", name, choices: DataFetch.names)
            }
            let folder = try await DataFetch.cifar10(
                url.map { RemoteFile.cifar10(url: $0) } ?? .cifar10(), into: to.map { URL(fileURLWithPath: $0) })
            Console.print(folder.path)
        }
    }

    /// `layerlab data show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a grid of images with their labels, or points in the plane, and count the classes.",
            discussion: """
                EXAMPLES
                  layerlab data show --dataset shapes
                  layerlab data show --dataset spiral --grid spiral.svg
                  layerlab data show --dataset fashion_mnist --split test --count 100 --grid fashion.png
                """)

        @OptionGroup var options: DataSelection
        @Option(help: "Which samples: training, validation or test.") var split: SplitName = .training
        @Option(help: "How many samples; 50 images or 500 points where not given.") var count: Int?
        @Option(help: "The picture's file, PNG, or SVG for points; grid.png where not given.") var grid = "grid.png"
        @OptionGroup(title: "Output") var output: OutputOptions

        func validate() throws {
            if let count, !(1...2000).contains(count) {
                throw ValidationError("--count is in 1 ... 2000, but \(count) was given.")
            }
        }

        func run() async throws {
            let splits = try await DataLibrary.load(options.request)
            let dataset = splits.training.dataset
            let samples = try splits.chosen(
                split, of: "these data", remedy: ", or hold samples out with --validation"
            ).samples
            if let shape = dataset.imageShape {
                try draw(samples, shape)
            } else if dataset.dimensions == 2 {
                try await scatter(samples)
            } else if !output.quiet {
                Console.note("\(dataset.name) holds neither images nor points in the plane, so no picture is drawn.")
            }
            let audit = DataAudit(splits)
            Console.print(
                output.json ? try JSONText.encode(ClassCounts(classes: audit.classes)) : audit.classTable.text)
        }

        /// The counts as JSON.
        private struct ClassCounts: Encodable {
            let schema = "layerlab.data_show"
            let version = 1
            let classes: [DataAudit.ClassCount]
        }

        private func draw(_ subset: Subset, _ shape: ImageShape) throws {
            guard case .bytes(let pixels) = subset.dataset.features else { return }
            let d = shape.dimensions
            let cells = subset.positions.prefix(count ?? 50).map { position in
                (
                    image: PixelImage(planes: pixels[Int(position) * d..<(Int(position) + 1) * d], shape),
                    caption: subset.dataset.classNames[Int(subset.dataset.labels[Int(position)])]
                )
            }
            guard grid.hasSuffix(".png") else {
                throw LabError.usage("--grid is '\(grid)', but images are drawn as PNG: give a name that ends in .png.")
            }
            let picture = ImageGrid(cells, columns: 10, scale: max(64 / shape.width, 1)).image
            try DurableFile.write(picture.pngData(), to: URL(fileURLWithPath: grid))
            if !output.quiet { Console.note("picture: \(grid)") }
        }

        private func scatter(_ subset: Subset) async throws {
            let samples = subset.prefix(count ?? 500)
            try await BoundaryFigure(
                title: "\(options.dataset), seed \(options.seed): \(samples.count) of \(subset.count) \(split) samples",
                panels: [BoundaryFigure.Panel(title: "", regions: nil)], samples: samples
            ).write(to: URL(fileURLWithPath: grid))
            if !output.quiet { Console.note("picture: \(grid)") }
        }
    }

    /// `layerlab data check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Report class balance, duplicates within and across splits, and constant dimensions.",
            discussion: """
                EXAMPLES
                  layerlab data check --dataset fashion_mnist
                  layerlab data check --dataset csv:iris.csv,label=species --json
                """)

        @OptionGroup var options: DataSelection
        @OptionGroup(title: "Output") var output: OutputOptions

        func run() async throws {
            let audit = DataAudit(try await DataLibrary.load(options.request))
            if output.json {
                Console.print(try JSONText.encode(audit))
                return
            }
            Console.print(audit.classTable.text + "\n")
            for split in ["training", "validation", "test"] {
                Console.print("duplicates within \(split): \(audit.duplicatesWithin[split] ?? 0)")
            }
            for overlap in audit.duplicatesAcross {
                Console.print("\(overlap.second) samples that stand in \(overlap.first) as well: \(overlap.count)")
            }
            Console.print("constant dimensions: \(audit.constantDimensions.count)")
        }
    }
}

/// A data set and its split, as the flags of `train` name them.
struct DataSelection: ParsableArguments {
    @Option(name: .key("dataset"), help: .key("dataset", saysDefault: false), completion: .list(DataLibrary.names))
    var dataset = RunConfiguration().dataset
    @Option(name: .key("data_dir"), help: .key("data_dir"), completion: .directory) var dataDir: String?
    @Option(name: .key("validation"), help: .key("validation", saysDefault: false)) var validation = RunConfiguration()
        .validation
    @Option(name: .key("seed"), help: .key("seed", saysDefault: false)) var seed = RunConfiguration().seed

    /// What the library is asked for.
    var request: DataRequest {
        DataRequest(dataset: dataset, folder: dataDir, validation: validation, seed: seed)
    }
}

/// The name of a split.
enum SplitName: String, ExpressibleByArgument, CaseIterable {
    case training, validation, test

    /// The samples.
    func of(_ splits: Splits) -> Subset {
        switch self {
        case .training: splits.training
        case .validation: splits.validation
        case .test: splits.test
        }
    }
}

extension DataAudit {
    /// The class counts as a table.
    var classTable: TextTable {
        var table = TextTable(["class", "training", "validation", "test"], alignRight: [1, 2, 3])
        for row in classes { table.add([row.name, String(row.training), String(row.validation), String(row.test)]) }
        return table
    }
}

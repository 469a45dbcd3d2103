import ArgumentParser
import Foundation
import LayerLab

/// `layerlab report`: a run or a sweep as one page that can be handed in.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Put a run or a sweep on one HTML page: settings, tables, figures, the worst mistakes.",
        discussion: """
            The page is one file that asks for nothing else: it can be mailed, printed, read on a phone and without a \
            network. A run is the folder of a training, or the beginning of its id, @last or @best in the store; a sweep \
            is named by its name in the store. Mistakes are those on the validation samples, or on the training samples of \
            a run without validation, unless --split asks for others.

            EXAMPLES
              layerlab report runs/first
              layerlab report runs/first --split test --out first.html
              layerlab report @best --store runs/store.sqlite
              layerlab report ablate-3f2a9c1e --store runs/store.sqlite --out ablation.html
            """)

    @Argument(help: "The folder of a run, a run of the store, or the name of a sweep in it.") var subject: String
    @Option(
        help: ArgumentHelp(
            "The page; report.html beside the run or the store where not given.", valueName: "file.html"),
        completion: .file(extensions: ["html"]))
    var out: String?
    @Option(help: ArgumentHelp("The file of the store.", valueName: "file"), completion: .file())
    var store = "runs/store.sqlite"
    @Option(help: "The samples that are classified for the page of a run: training, validation or test.")
    var split: SplitName?
    @Option(help: "Where the data are, if they have moved since the run.", completion: .directory) var dataDir: String?
    @OptionGroup(title: "Plugins") var plugins: PluginOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if let out, !out.hasSuffix(".html") {
            throw ValidationError("--out is '\(out)', but the page is HTML: give a name that ends in .html.")
        }
    }

    func run() async throws {
        let registry = try plugins.registry()
        let (page, place) = try await page(registry)
        let url = out.map { URL(fileURLWithPath: $0) } ?? place
        try DurableFile.write(page.document.html(title: page.title), to: url)
        if output.json {
            Console.print(try JSONText.encode(Result(title: page.title, file: url.path)))
        } else if !output.quiet {
            Console.note("report: \(out ?? url.path)")
        }
    }

    /// The page, and where it goes unless --out says otherwise.
    private func page(_ registry: Registry) async throws -> (page: ReportPage, place: URL) {
        let folder = URL(fileURLWithPath: subject)
        if FileManager.default.fileExists(atPath: folder.path) || subject.contains("/") {
            return (try await run(RunFolder.open(subject), registry), folder.appendingPathComponent("report.html"))
        }
        guard FileManager.default.fileExists(atPath: store) else {
            throw LabError.io(
                "There is neither a folder '\(subject)' nor a store in \(store) that could have a run or a sweep of this name: "
                    + "name the folder of a run, or the file of the store with --store.")
        }
        let store = try RunStore(URL(fileURLWithPath: store))
        if try store.sweeps().contains(subject) {
            guard split == nil else {
                throw LabError.usage(
                    "--split chooses the samples for the page of a run, but \(subject) is a sweep, which compares its runs "
                        + "on the validation samples: leave --split out.")
            }
            let page = try await SweepPage(subject, store, registry).page()
            return (page, store.url.deletingLastPathComponent().appendingPathComponent("\(subject).html"))
        }
        let runs = try store.runs()
        guard subject.hasPrefix("@") || runs.contains(where: { $0.id.hasPrefix(subject) }) else {
            throw LabError.unknown("folder, run or sweep in \(self.store)", subject, choices: try store.sweeps())
        }
        let run = store.folder(of: try runs.named(subject).id)
        return (try await self.run(run, registry), run.url.appendingPathComponent("report.html"))
    }

    private func run(_ folder: RunFolder, _ registry: Registry) async throws -> ReportPage {
        let run = try PlottedRun(folder: folder.url.path, registry)
        return try await RunPage(run, registry, split, dataDirectory: dataDir).page()
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        let schema = "layerlab.report"
        let version = 1
        let title: String
        let file: String
    }
}

/// A page with its title and the figures that it needs until it is written.
struct ReportPage {
    let title: String
    let document: Document
    let figures: FigureFolder
}

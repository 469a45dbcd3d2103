import ArgumentParser
import Foundation
import LayerLab

/// `layerlab export`: a trained network in the formats of other programs.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Give a trained network or its curves to other programs: TensorBoard, ONNX, NumPy, C, Swift.",
        discussion: """
            The kept model goes out as it is in inference: raw values in, pixels 0 ... 255 for images, with the \
            normalization of the inputs inside. Files that are there already are replaced. Several may be asked for at \
            once; where one cannot be made, none is written.

            EXAMPLES
              layerlab export runs/first --tensorboard board/first
              layerlab export runs/first --onnx first.onnx --npz first.npz
              layerlab export runs/first --c first.c
              layerlab export runs/first --swift first.swift
            """)

    @OptionGroup var argument: RunArgument

    @Option(
        help: ArgumentHelp(
            "Curves and histograms of the weights, as an event file in a folder for TensorBoard.", valueName: "folder"),
        completion: .directory)
    var tensorboard: String?

    @Option(
        help: ArgumentHelp(
            "A graph from 'input' (N x d) to 'scores' and 'probabilities' (N x K), operator set 17.",
            valueName: "file.onnx"))
    var onnx: String?

    @Option(
        help: ArgumentHelp(
            "Weights, running moments, input moments, class names and history as NumPy arrays.", valueName: "file.npz"))
    var npz: String?

    @Option(
        help: ArgumentHelp("A C11 program that classifies standard input, weights included.", valueName: "file.c"))
    var c: String?

    @Option(
        help: ArgumentHelp("A Swift program that classifies standard input, weights included.", valueName: "file.swift")
    )
    var swift: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        let files = [("onnx", onnx), ("npz", npz), ("c", c), ("swift", swift)]
        guard tensorboard != nil || files.contains(where: { $0.1 != nil }) else {
            throw ValidationError(
                "Say what to export: --tensorboard, --onnx, --npz, --c or --swift, with a name behind it.")
        }
        for case (let format, let name?) in files where URL(fileURLWithPath: name).pathExtension != format {
            throw ValidationError(
                "--\(format) writes a file whose name ends in .\(format), but '\(name)' was given: add the ending.")
        }
    }

    func run() async throws {
        let registry = try argument.plugins.registry()
        let (folder, configuration) = try argument.open(registry)
        try export(configuration.scalarType, folder, configuration, registry)
    }

    private func export<S: Scalar>(
        _ type: S.Type, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry
    ) throws {
        let run = try SavedRun<S>(folder, configuration, registry)
        let graph = try InferenceGraph(run.network, run.model, activation: configuration.activation, registry)
        let rows = tensorboard != nil || npz != nil ? try RunHistory.read(folder) : []
        let backend = try configuration.backend(threads: argument.threads)
        let events = try tensorboard.map { try eventFile(rows, graph, folder, into: URL(fileURLWithPath: $0)) }
        // Everything is made, and every place is looked at, before anything is written.
        let files: [(format: String, path: String, bytes: Data)] = try [
            onnx.map { ("onnx", $0, try graph.onnx()) },
            npz.map { ("npz", $0, try NPZFile(run.network, run.model, rows).encoded()) },
            c.map { ("c", $0, Data(try graph.cSource(on: backend).utf8)) },
            swift.map { ("swift", $0, Data(try graph.swiftSource(on: backend).utf8)) },
        ].compactMap { $0 }
        for file in files { try DurableFile.check(URL(fileURLWithPath: file.path)) }
        var written: [Result.File] = []
        if let events {
            let url = try events.file.write(into: events.folder)
            written.append(.init(format: "tensorboard", path: url.relativePath, bytes: events.file.bytes.count))
        }
        for file in files {
            try DurableFile.write(file.bytes, to: URL(fileURLWithPath: file.path))
            written.append(.init(format: file.format, path: file.path, bytes: file.bytes.count))
        }
        try show(written)
    }

    /// The events of a run; when it took place is told by the last change of its history.
    private func eventFile(
        _ rows: [HistoryRow], _ graph: InferenceGraph, _ run: RunFolder, into folder: URL
    ) throws -> (file: EventFile, folder: URL) {
        let summary = try? RunSummary.read(run)
        let facts = try? FileManager.default.attributesOfItem(atPath: run.metrics.path)
        let end = (facts?[.modificationDate] as? Date ?? Date()).timeIntervalSince1970
        // No run began before 1970, whatever a summary says.
        let seconds = min(max(summary?.seconds ?? 0, 0), end)
        let file = EventFile(
            rows, graph, keptAt: (summary?.keptRow ?? rows.last)?.step ?? 0, start: end - seconds, seconds: seconds)
        try file.check(folder)
        return (file, folder)
    }

    private func show(_ files: [Result.File]) throws {
        if output.json {
            Console.print(try JSONText.encode(Result(run: argument.path, files: files)))
        } else {
            var table = TextTable(["format", "file", "bytes"], alignRight: [2])
            for file in files { table.add([file.format, file.path, String(file.bytes)]) }
            Console.print(table.text)
        }
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        struct File: Encodable {
            let format: String
            let path: String
            let bytes: Int
        }

        let schema = "layerlab.export"
        let version = 1
        let run: String
        let files: [File]
    }
}

import ArgumentParser
import LayerLab

/// The run that a command reads, and the machine that it computes on.
struct RunArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The folder of a run that 'layerlab train' made.", valueName: "run"))
    var path: String

    @Option(help: ArgumentHelp("Worker threads; those of the run where not given.", valueName: "count"))
    var threads: Int?

    @OptionGroup var plugins: PluginOptions

    /// The folder and the configuration in it.
    func open(_ registry: Registry) throws -> (folder: RunFolder, configuration: RunConfiguration) {
        try RunArgument.open(path, registry)
    }

    /// The folder of a run and the configuration in it.
    static func open(
        _ path: String, _ registry: Registry
    ) throws -> (folder: RunFolder, configuration: RunConfiguration) {
        let folder = try RunFolder.open(path)
        return (folder, try LayeredConfiguration(file: folder.configuration, registry: registry).configuration)
    }

    /// The data of the run, with a warning where they are not those that it was trained on.
    ///
    /// - Parameter folder: where the data are, if they have moved.
    func splits(
        _ run: RunFolder, _ configuration: RunConfiguration, dataDir folder: String?, quiet: Bool
    ) async throws -> Splits {
        var request = configuration.dataRequest
        request.folder = folder ?? request.folder
        let splits = try await DataLibrary.load(request)
        // A run that was killed has left no summary, but a model that can be measured.
        if let trained = try? RunSummary.read(run).provenance.data, trained != splits.checksum, !quiet {
            Console.note("warning: these data are not those of the run: \(splits.checksum) instead of \(trained).")
        }
        return splits
    }

    /// The backend for it.
    func backend(_ configuration: RunConfiguration) throws -> Backend {
        try Backend(threads: threads ?? configuration.threads, gemm: configuration.gemm)
    }
}

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
}

extension RunFolder {
    /// The data of the run, with a warning where they are not those that it was trained on.
    ///
    /// - Parameter directory: where the data are, if they have moved.
    func splits(
        _ configuration: RunConfiguration, in directory: String?, quiet: Bool = false
    ) async throws -> Splits {
        let (splits, change) = try await data(configuration, in: directory)
        if let change, !quiet { Console.warn(change) }
        return splits
    }

    /// The data of the run, and a sentence where they are not those that it was trained on.
    func data(
        _ configuration: RunConfiguration, in directory: String?
    ) async throws -> (splits: Splits, change: String?) {
        var request = configuration.dataRequest
        request.folder = directory ?? request.folder
        let splits = try await DataLibrary.load(request)
        return (splits, change(splits))
    }

    /// A sentence where the training was stopped before its end, so that the model is that of an evaluation on the way.
    var stop: String? {
        guard let summary = try? RunSummary.read(self), summary.status == .interrupted else { return nil }
        return
            "\(url.relativePath) was stopped at step \(summary.steps) of \(summary.plannedSteps); its model is that of "
            + "step \(summary.keptRow.step). 'layerlab train --resume \(url.relativePath)' goes on."
    }

    /// A sentence where data are not those that the run was trained on.
    func change(_ splits: Splits) -> String? {
        // A run that was killed has left no summary, but a model that can be measured.
        guard let trained = try? RunSummary.read(self).provenance.data, trained != splits.checksum else { return nil }
        return "these data are not those of the run: \(splits.checksum) instead of \(trained)."
    }
}

extension Splits {
    /// The samples of a split; where none is asked for, those of validation, or of training where nothing validates.
    ///
    /// - Parameters:
    ///   - asked: the split.
    ///   - owner: whose it is, for the error.
    ///   - remedy: what else would mend the error.
    /// - Throws: ``LabError`` of kind `usage` where the split is empty.
    func chosen(
        _ asked: SplitName?, of owner: String = "this run", remedy: String = ""
    ) throws -> (name: SplitName, samples: Subset) {
        let name = asked ?? (validation.count > 0 ? .validation : .training)
        guard name.of(self).count > 0 else {
            throw LabError.usage(
                "The \(name.rawValue) split of \(owner) is empty: choose another --split, training, validation or test"
                    + "\(remedy).")
        }
        return (name, name.of(self))
    }
}

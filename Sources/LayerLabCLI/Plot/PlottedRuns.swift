import ArgumentParser
import Foundation
import LayerLab

/// Which store runs are taken from that are no folders.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The file of the store. (default: \(usualPath))", valueName: "file"), completion: .file())
    var store: String?

    @Option(help: "The sweep of the store that runs are taken from.")
    var sweep: String?

    @OptionGroup var plugins: PluginOptions

    private static let usualPath = "runs/store.sqlite"

    /// The file of the store.
    var url: URL { URL(fileURLWithPath: store ?? StoreOptions.usualPath) }

    /// The store, which has to be there.
    func open() throws -> RunStore { try RunStore.existing(url) }

    /// A run by its folder, or by its name in the store.
    func run(_ name: String, _ registry: Registry) throws -> PlottedRun { try runs([name], registry)[0] }

    /// Runs by their folders or by their names in the store; where none is named, all of the sweep.
    ///
    /// - Throws: ``LabError``: `usage` for an unknown name or a sweep of which no run is done, `io` where a folder is no run or there is no store.
    func runs(_ names: [String], _ registry: Registry) throws -> [PlottedRun] {
        if names.isEmpty {
            guard let sweep else {
                throw LabError.usage("No run is named: give folders, ids of a store, or --sweep.")
            }
            let (store, all) = try stored()
            let done = all.filter { $0.state == .done }
            guard !done.isEmpty else { throw all.noneIsDone(of: sweep) }
            return try done.map { try PlottedRun($0, of: store, registry) }
        }
        return try names.map { name in
            guard isStored(name) else { return try PlottedRun(folder: name, registry) }
            let (store, all) = try stored()
            return try PlottedRun(all.named(name), of: store, registry)
        }
    }

    /// The sweep's runs, or all of the store.
    private func stored() throws -> (store: RunStore, runs: [StoredRun]) {
        let store = try open()
        if let sweep, !(try store.sweeps()).contains(sweep) {
            throw LabError.unknown("sweep in \(url.relativePath)", sweep, choices: try store.sweeps())
        }
        return (store, try store.runs(of: sweep))
    }

    /// A name is a folder where there is one; else of the store that is given, or of the usual one where it could be an id.
    private func isStored(_ name: String) -> Bool {
        if name.hasPrefix("@") { return true }
        if FileManager.default.fileExists(atPath: name) { return false }
        let isAskedFor = store != nil || sweep != nil
        return isAskedFor || (name.allSatisfy(\.isHexDigit) && FileManager.default.fileExists(atPath: url.path))
    }
}

extension [StoredRun] {
    /// Why nothing can be shown of a sweep of which no run is done.
    func noneIsDone(of sweep: String) -> LabError {
        let failed = filter { $0.state == .failed }
        guard let first = failed.first else {
            return .usage("No run of the sweep '\(sweep)' is done, so there is nothing to show: run it first.")
        }
        return .usage(
            "No run of the sweep '\(sweep)' is done: \(failed.count) of \(count) failed, \(first.id) first: "
                + "\(first.error ?? "no reason is known.") 'layerlab sweep ... --retry failed' tries them again.")
    }
}

extension [PlottedRun] {
    /// Where a figure of these runs stands: in the folder of one, beside those of several, beside the store.
    func place(_ name: String, _ options: StoreOptions) -> URL {
        guard let first, !first.isStored else {
            let prefix = count == 1 ? self[0].name : options.sweep ?? "runs"
            return options.url.deletingLastPathComponent().appendingPathComponent("\(prefix)-\(name)")
        }
        return (count == 1 ? first.folder.url : first.folder.url.deletingLastPathComponent())
            .appendingPathComponent(name)
    }
}

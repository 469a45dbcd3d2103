import CZlib
import Foundation
import Platform

/// The data sets that can be asked for by name.
public enum DataLibrary {
    /// The names, for help and completions; the last three take a path behind a colon.
    public static let names = ["fashion_mnist", "cifar10", "mnist", "shapes"] + planeNames + pathNames

    /// The names that take a path behind a colon.
    private static let pathNames = ["csv", "npz", "images"]

    /// The names of the generated points in the plane.
    public static let planeNames = PlaneShape.allCases.map(\.rawValue)

    /// For each data set that comes as files: its name, where it was found, and how to get it.
    public static var locations: [(name: String, place: String?, remedy: String)] {
        let idx = [IDX.Source.fashionMNIST, .mnist].map { source in
            (source.name, (try? IDX.locate(source, nil))?.path, source.remedy)
        }
        return idx + [("cifar10", CIFAR10.find(nil)?.path, "Download it with 'layerlab data fetch cifar10'.")]
    }

    /// Checks the name of a data set and the form of its options; touches no file.
    ///
    /// - Throws: ``LabError`` of kind `usage`.
    public static func check(_ request: DataRequest) throws {
        _ = try DataSource(request)
    }

    /// The text of a data set whose path, if it has one, is seen from a folder and not from the working directory.
    package static func dataset(_ text: String, from folder: URL) -> String {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, pathNames.contains(parts[0]), !parts[1].hasPrefix("/") else { return text }
        return "\(parts[0]):\(folder.path)/\(parts[1])"
    }

    /// Reads a data set and splits it.
    ///
    /// - Throws: ``LabError``: `usage` for an unknown name or split, `io` for files that are missing, `badData` for
    ///   files that are not what they should be.
    public static func load(_ request: DataRequest) async throws -> Splits {
        let source = try DataSource(request)
        let (training, test) = try await source.read(request)
        let isSmallSetting = request.validation == "batch2"
        let (learned, validated) =
            isSmallSetting
            ? try firstTwoBatches(training) : try holdOut(request.validation, from: training)
        return Splits(
            training: learned, validation: validated, test: Subset(test), checksum: checksum(training, test))
    }

    /// The last n training samples validate.
    private static func holdOut(_ text: String, from dataset: Dataset) throws -> (Subset, Subset) {
        guard let n = Int(text), n >= 0, n < dataset.count else {
            throw LabError.usage(
                "--validation is '\(text)', given or built in, but only \(dataset.count) samples are there: give a number in "
                    + "0 ... \(dataset.count - 1), such as --validation \(dataset.count / 5), or batch2 for cifar10.")
        }
        let border = Int32(dataset.count - n)
        return (Subset(dataset, 0..<border), Subset(dataset, border..<Int32(dataset.count)))
    }

    /// The small setting of the coursework: data_batch_1 trains, data_batch_2 validates.
    private static func firstTwoBatches(_ dataset: Dataset) throws -> (Subset, Subset) {
        guard dataset.name == "cifar10" else {
            throw LabError.usage("--validation batch2 is a split of cifar10, not of \(dataset.name); give a number.")
        }
        let batch = Int32(CIFAR10.recordsInFile)
        return (Subset(dataset, 0..<batch), Subset(dataset, batch..<2 * batch))
    }

    private static func checksum(_ training: Dataset, _ test: Dataset) -> String {
        var crc = crc32(0, nil, 0)
        for dataset in [training, test] {
            dataset.labels.withUnsafeBytes { crc = crc32_z(crc, $0.baseAddress, $0.count) }
            switch dataset.features {
            case .bytes(let values): crc = crc32_z(crc, values, values.count)
            case .floats(let values): values.withUnsafeBytes { crc = crc32_z(crc, $0.baseAddress, $0.count) }
            }
        }
        return "crc32:" + String(format: "%08x", UInt32(crc))
    }
}

/// Where data files are looked for.
enum DataPlaces {
    /// `--data-dir` alone where given; else $LAYERLAB_DATA, ./data and the user's cache, and the usual system folder.
    static func candidates(_ folder: String?, system: [String] = []) -> [URL] {
        if let folder { return [URL(fileURLWithPath: folder)] }
        let environment = ProcessInfo.processInfo.environment
        let places = [environment["LAYERLAB_DATA"], "data", cache.path].compactMap { $0 } + system
        return places.map { URL(fileURLWithPath: $0) }
    }

    /// $XDG_CACHE_HOME/layerlab or ~/.cache/layerlab.
    static var cache: URL {
        let base = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].map { URL(fileURLWithPath: $0) }
        return (base ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache"))
            .appendingPathComponent("layerlab")
    }

    static func isFile(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}

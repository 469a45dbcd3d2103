import Foundation
import Platform
import Tensor

/// CIFAR-10 in its official binary layout: five training files and a test file of 10,000 records, each record a label
/// byte and 3072 pixels, 1024 red, 1024 green, 1024 blue, row by row.
///
/// Source: Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html.
enum CIFAR10 {
    static let recordsInFile = 10_000
    static let shape = ImageShape(channels: 3, height: 32, width: 32)
    static let classNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
    static let archive = "cifar-10-binary.tar.gz"
    private static let folderName = "cifar-10-batches-bin"
    private static let trainingFiles = (1...5).map { "data_batch_\($0).bin" }

    /// Reads all six files; an archive that lies where the folder is expected is unpacked first.
    static func read(in folder: String?) async throws -> (training: Dataset, test: Dataset) {
        let folder = try await locate(folder)
        return (try dataset(trainingFiles, in: folder), try dataset(["test_batch.bin"], in: folder))
    }

    private static func locate(_ folder: String?) async throws -> URL {
        guard let found = find(folder) else {
            let places = DataPlaces.candidates(folder).map(\.path).joined(separator: ", ")
            throw LabError.io(
                "CIFAR-10 was not found in \(places). Give its folder with --data-dir, or download it with "
                    + "'layerlab data fetch cifar10'.")
        }
        return DataPlaces.isFile(found) ? try await unpack(found) : found
    }

    /// The folder with the six files, or the archive that holds them.
    static func find(_ folder: String?) -> URL? {
        for place in DataPlaces.candidates(folder) {
            let folders = [place, place.appendingPathComponent(folderName)]
            let files = ["test_batch.bin", trainingFiles[0]]
            if let found = folders.first(where: { folder in
                files.contains { DataPlaces.isFile(folder.appendingPathComponent($0)) }
            }) {
                return found
            }
            let archives = [place, place.appendingPathComponent(archive)].filter { $0.path.hasSuffix(".tar.gz") }
            if let found = archives.first(where: DataPlaces.isFile) { return found }
        }
        return nil
    }

    /// Unpacks the archive beside itself: into a temporary folder first, so that half of it is never taken for all.
    static func unpack(_ archive: URL) async throws -> URL {
        let parent = archive.deletingLastPathComponent()
        let target = parent.appendingPathComponent(folderName)
        if FileManager.default.fileExists(atPath: target.path) { return target }
        let temporary = parent.appendingPathComponent(".\(folderName).\(ProcessInfo.processInfo.processIdentifier).tmp")
        try DurableFile.makeFolder(temporary)
        defer { try? FileManager.default.removeItem(at: temporary) }
        do {
            try await Child.run("tar", ["-xzf", archive.path, "-C", temporary.path], package: "tar")
        } catch let error as LabError {
            throw LabError.badData(
                "\(archive.path) could not be unpacked (\(error.message)). Delete it and fetch it again.")
        }
        let unpacked = temporary.appendingPathComponent(folderName)
        guard FileManager.default.fileExists(atPath: unpacked.path) else {
            throw LabError.badData(
                "\(archive.path) holds no folder \(folderName): it is not CIFAR-10's binary version.")
        }
        try DurableFile.move(unpacked, to: target)
        return target
    }

    private static func dataset(_ files: [String], in folder: URL) throws -> Dataset {
        var pixels = [UInt8]()
        pixels.reserveCapacity(files.count * recordsInFile * shape.dimensions)
        var labels: [Int32] = []
        for file in files { try append(folder.appendingPathComponent(file), &pixels, &labels) }
        return Dataset(
            name: "cifar10", features: .bytes(pixels), labels: labels, classNames: classNames,
            dimensions: shape.dimensions, imageShape: shape)
    }

    /// Takes the labels out of the records; one file at a time is in memory twice.
    private static func append(_ url: URL, _ pixels: inout [UInt8], _ labels: inout [Int32]) throws {
        let bytes = try DurableFile.read(url)
        let record = 1 + shape.dimensions
        guard bytes.count == recordsInFile * record else {
            throw LabError.badData(
                "\(url.path) has \(bytes.count) bytes, but \(recordsInFile) records of \(record) bytes, "
                    + "\(recordsInFile * record) in all, were expected. Fetch it again.")
        }
        for number in 0..<recordsInFile {
            let start = bytes.startIndex + number * record
            let label = bytes[start]
            guard label < classNames.count else {
                throw LabError.badData(
                    "\(url.path), record \(number): the label is \(label), but labels are 0 ... 9. Fetch it again.")
            }
            labels.append(Int32(label))
            pixels.append(contentsOf: bytes[start + 1..<start + record])
        }
    }
}

import Foundation
import Platform
import Tensor

/// PNG images, one folder a class, all of one size.
enum ImageFolder {
    static func read(_ path: String, _ options: SourceOptions, seed: UInt64) throws -> (
        training: Dataset, test: Dataset
    ) {
        let root = URL(fileURLWithPath: path)
        let classes = try folders(in: root)
        var pixels: [UInt8] = []
        var labels: [Int32] = []
        var shape: ImageShape?
        for (label, folder) in classes.enumerated() {
            for file in try contents(folder) where file.pathExtension.lowercased() == "png" {
                let image = try PixelImage(png: file)
                let expected = shape ?? image.shape
                guard image.shape == expected else {
                    throw LabError.badData(
                        "\(file.path) is \(image.shape.text), but the images before it are \(expected.text).")
                }
                shape = expected
                pixels += try image.planes(expected)
                labels.append(Int32(label))
            }
        }
        guard let shape else { throw LabError.badData("\(path) holds no PNG files; one folder a class was expected.") }
        let dataset = Dataset(
            name: root.lastPathComponent, features: .bytes(pixels), labels: labels,
            classNames: classes.map(\.lastPathComponent), dimensions: shape.dimensions, imageShape: shape)
        return try dataset.split(testShare: options.testShare(), seed: seed)
    }

    private static func folders(in root: URL) throws -> [URL] {
        let folders = try contents(root).filter(\.hasDirectoryPath)
        guard folders.count >= 2 else {
            throw LabError.badData(
                "\(root.path) holds \(folders.count) folders; one folder for each of at least 2 classes was expected.")
        }
        return folders
    }

    private static func contents(_ folder: URL) throws -> [URL] {
        guard !DataPlaces.isFile(folder) else {
            throw LabError.io(
                "Cannot read \(folder.path): it is a file, and a folder with one folder a class was expected.")
        }
        guard
            let found = try? FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles)
        else { throw LabError.io("Cannot read the folder \(folder.path).") }
        return found.sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}

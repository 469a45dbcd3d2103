import CZlib
import Foundation
import Platform
import Tensor

/// The IDX format of MNIST and Fashion-MNIST, plain or gzipped: a magic number, the sizes, the bytes.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database", file formats.
enum IDX {
    /// A data set that comes as four IDX files.
    struct Source {
        let name: String
        let classNames: [String]
        /// Where Debian's package puts it.
        let system: [String]
        /// How to get it.
        let remedy: String

        static let fashionMNIST = Source(
            name: "fashion_mnist",
            classNames: [
                "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
            ], system: ["/usr/share/datasets/fashion-mnist"],
            remedy: "Install it with 'apt-get install dataset-fashion-mnist', or give its folder with --data-dir.")
        static let mnist = Source(
            name: "mnist", classNames: (0...9).map(String.init), system: [],
            remedy: "Give the folder of its four files with --data-dir.")
    }

    /// Training and test samples of a source.
    static func read(_ source: Source, in folder: String?) throws -> (training: Dataset, test: Dataset) {
        let folder = try locate(source, folder)
        return (try dataset(source, "train", in: folder), try dataset(source, "t10k", in: folder))
    }

    static func locate(_ source: Source, _ folder: String?) throws -> URL {
        let candidates = DataPlaces.candidates(folder, system: source.system)
        for place in candidates {
            for url in [place, place.appendingPathComponent(source.name)]
            where file("train-images-idx3-ubyte", in: url) != nil {
                return url
            }
        }
        throw LabError.io(
            "\(source.name) was not found in \(candidates.map(\.path).joined(separator: ", ")). \(source.remedy)")
    }

    private static func file(_ name: String, in folder: URL) -> URL? {
        [name, name + ".gz"].map { folder.appendingPathComponent($0) }.first(where: DataPlaces.isFile)
    }

    private static func dataset(_ source: Source, _ prefix: String, in folder: URL) throws -> Dataset {
        let (pixels, sizes) = try bytes("\(prefix)-images-idx3-ubyte", dimensions: 3, in: folder)
        let (labels, counts) = try bytes("\(prefix)-labels-idx1-ubyte", dimensions: 1, in: folder)
        guard sizes[0] == counts[0] else {
            throw LabError.badData(
                "\(folder.path) has \(sizes[0]) \(prefix) images but \(counts[0]) labels: the files do not belong together."
            )
        }
        if let wrong = labels.firstIndex(where: { $0 >= source.classNames.count }) {
            throw LabError.badData(
                "\(folder.path), \(prefix) label \(wrong) is \(labels[wrong]), but labels are 0 ... "
                    + "\(source.classNames.count - 1).")
        }
        let shape = ImageShape(channels: 1, height: sizes[1], width: sizes[2])
        return Dataset(
            name: source.name, features: .bytes(pixels), labels: labels.map(Int32.init),
            classNames: source.classNames, dimensions: shape.dimensions, imageShape: shape)
    }

    /// The content of a file behind its header, and the sizes that the header gives.
    private static func bytes(_ name: String, dimensions: Int, in folder: URL) throws -> ([UInt8], [Int]) {
        guard let url = file(name, in: folder) else {
            throw LabError.io("\(folder.path) holds no \(name) and no \(name).gz.")
        }
        let content = url.pathExtension == "gz" ? try Gzip.read(url) : [UInt8](try DurableFile.read(url))
        let header = 4 + 4 * dimensions
        func number(_ at: Int) -> Int { content[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        guard content.count >= header else {
            throw LabError.badData("\(url.path) has \(content.count) bytes, less than its header of \(header).")
        }
        guard number(0) == 0x0800 + dimensions else {
            throw LabError.badData(
                "\(url.path) starts with the magic number \(number(0)), but \(0x0800 + dimensions) was expected: "
                    + "it is no IDX file of bytes with \(dimensions) dimensions.")
        }
        let sizes = (0..<dimensions).map { number(4 + 4 * $0) }
        let (expected, overflow) = sizes.reduce((1, false)) { total, size in
            let (product, overflow) = total.0.multipliedReportingOverflow(by: size)
            return (product, total.1 || overflow)
        }
        guard !overflow, sizes.allSatisfy({ $0 > 0 }), content.count - header == expected else {
            throw LabError.badData(
                "\(url.path) has \(content.count - header) values, but its header says "
                    + "\(sizes.map(String.init).joined(separator: " x ")). Get the file again.")
        }
        return (Array(content[header...]), sizes)
    }
}

/// Gzipped files, through zlib.
enum Gzip {
    /// The whole content of a file.
    ///
    /// - Throws: ``LabError`` of kind `badData` where the file is cut off or damaged.
    static func read(_ url: URL) throws -> [UInt8] {
        guard let file = gzopen(url.path, "rb") else { throw LabError.io("Cannot read \(url.path).") }
        defer { gzclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            if count > 0 { content.append(contentsOf: chunk[..<Int(count)]) }
            if count < chunk.count {
                var code: Int32 = 0
                gzerror(file, &code)
                guard code == Z_OK || code == Z_STREAM_END else {
                    throw LabError.badData(
                        "\(url.path) is no whole gzip file: it ends early or is damaged. Get it again.")
                }
                return content
            }
        }
    }
}

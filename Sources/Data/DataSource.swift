import Foundation
import Platform

/// A data set's reader with its options, from the text of `--dataset`.
enum DataSource {
    case fashionMNIST
    case mnist
    case cifar10
    case shapes(ShapesOptions)
    case plane(PlaneOptions)
    case csv(path: String, SourceOptions)
    case npz(path: String, SourceOptions)
    case images(path: String, SourceOptions)

    /// Reads the name and what stands behind the colon.
    init(_ request: DataRequest) throws {
        let parts = request.dataset.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
        switch parts[0] {
        case "fashion_mnist": self = .fashionMNIST
        case "mnist": self = .mnist
        case "cifar10": self = .cifar10
        case "shapes":
            self = .shapes(try ShapesOptions(SourceOptions(rest, of: "shapes", keys: ["train", "test", "seed"])))
        case "csv":
            self = .csv(
                path: try DataSource.path(rest, "csv:FILE,label=COLUMN", in: request.folder),
                try SourceOptions(Array(rest.dropFirst()), of: "csv", keys: ["label", "test"]))
        case "npz":
            self = .npz(
                path: try DataSource.path(rest, "npz:FILE", in: request.folder),
                try SourceOptions(Array(rest.dropFirst()), of: "npz", keys: ["test"]))
        case "images":
            self = .images(
                path: try DataSource.path(rest, "images:FOLDER", in: request.folder),
                try SourceOptions(Array(rest.dropFirst()), of: "images", keys: ["test"]))
        case let name:
            guard let shape = PlaneShape(rawValue: String(name)) else {
                throw LabError.unknown("data set", String(name), choices: DataLibrary.names)
            }
            self = .plane(try PlaneOptions(shape, rest))
        }
    }

    /// Whether samples are generated or split at random; the others come as they are.
    var dependsOnSeed: Bool {
        switch self {
        case .fashionMNIST, .mnist, .cifar10: false
        case .shapes, .plane, .csv, .npz, .images: true
        }
    }

    /// Training and test samples.
    func read(_ request: DataRequest) async throws -> (training: Dataset, test: Dataset) {
        switch self {
        case .fashionMNIST: try IDX.read(.fashionMNIST, in: request.folder)
        case .mnist: try IDX.read(.mnist, in: request.folder)
        case .cifar10: try await CIFAR10.read(in: request.folder)
        case .shapes(let options): Shapes.generate(options, seed: request.seed)
        case .plane(let options): PlanePoints.generate(options, seed: request.seed)
        case .csv(let path, let options): try CSVReader.read(path, options, seed: request.seed)
        case .npz(let path, let options): try await NPZReader.read(path, options, seed: request.seed)
        case .images(let path, let options): try ImageFolder.read(path, options, seed: request.seed)
        }
    }

    /// The path of a data set; a relative one is seen from the folder of the data, where one is given.
    private static func path(_ rest: [String], _ form: String, in folder: String?) throws -> String {
        guard let path = rest.first, !path.contains("=") else {
            throw LabError.usage("This data set needs a path: --dataset \(form).")
        }
        guard let folder, !path.hasPrefix("/") else { return path }
        return URL(fileURLWithPath: folder).appendingPathComponent(path).relativePath
    }
}

/// `key=value` options behind a data set's path.
struct SourceOptions {
    private let values: [String: String]
    private let source: String

    init(_ texts: [String], of source: String, keys: [String]) throws {
        var values: [String: String] = [:]
        for text in texts {
            let pair = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else {
                throw LabError.usage(
                    "\(source): '\(text)' is no option; write key=value with one of: \(keys.joined(separator: ", ")).")
            }
            guard keys.contains(pair[0]) else {
                throw LabError.unknown("option of \(source)", pair[0], choices: keys)
            }
            guard values.updateValue(pair[1], forKey: pair[0]) == nil else {
                throw LabError.usage("\(source): \(pair[0]) is given twice, again as '\(pair[1])'; give it once.")
            }
        }
        self.values = values
        self.source = source
    }

    subscript(_ key: String) -> String? { values[key] }

    /// A whole number within bounds.
    func integer(_ key: String, default value: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = values[key] else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw LabError.usage(
                "\(source): \(key) is '\(text)', but a whole number in \(range.lowerBound) ... \(range.upperBound) "
                    + "was expected.")
        }
        return number
    }

    /// A real number within bounds.
    func number(_ key: String, default value: Double, in range: ClosedRange<Double>) throws -> Double {
        guard let text = values[key] else { return value }
        guard let number = Double(text), range.contains(number) else {
            let bounds = [range.lowerBound, range.upperBound].map { $0.formatted() }.joined(separator: " ... ")
            throw LabError.usage("\(source): \(key) is '\(text)', but a number in \(bounds) was expected.")
        }
        return number
    }

    /// A seed of the data's own; nil where that of the run counts.
    func seed() throws -> UInt64? {
        try values["seed"].map { _ in UInt64(try integer("seed", default: 0, in: 0...Int.max)) }
    }

    /// The share of samples that are held out for the test, 0.2 where not given.
    func testShare() throws -> Double {
        guard let text = values["test"] else { return 0.2 }
        guard let share = Double(text), share > 0, share < 1 else {
            throw LabError.usage("\(source): test is '\(text)', but a share between 0 and 1 was expected.")
        }
        return share
    }
}

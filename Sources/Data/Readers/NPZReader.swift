import Foundation
import Platform
import Tensor

/// NumPy's .npz: arrays `X` and `y`, or `x_train`, `y_train`, `x_test`, `y_test`, unpacked by the unzip program.
///
/// Source: NumPy Enhancement Proposal 1, the .npy format.
package enum NPZReader {
    static func read(
        _ path: String, _ options: SourceOptions, seed: UInt64
    ) async throws -> (training: Dataset, test: Dataset) {
        let arrays = try await arrays(["X", "y", "x_train", "y_train", "x_test", "y_test"], in: path)
        if let X = arrays["X"], let y = arrays["y"] {
            return try dataset(path, X, y, "y").split(testShare: options.testShare(), seed: seed)
        }
        guard let X = arrays["x_train"], let y = arrays["y_train"], let XTest = arrays["x_test"],
            let yTest = arrays["y_test"]
        else {
            throw LabError.badData("\(path) holds neither X and y nor x_train, y_train, x_test and y_test.")
        }
        let training = try dataset(path, X, y, "y_train")
        return (training, try dataset(path, XTest, yTest, "y_test", like: training))
    }

    /// The arrays of these names, where the file has them.
    ///
    /// - Throws: ``LabError`` of kind `io` where the file is missing, `badData` where it is not what it should be.
    package static func arrays(_ names: [String], in path: String) async throws -> [String: NumPyArray] {
        guard try DurableFile.read(URL(fileURLWithPath: path), first: 4) == Data("PK\u{3}\u{4}".utf8) else {
            throw LabError.badData(
                "\(path) is no zip archive of arrays, as .npz files are: save it with np.savez(FILE, X=X, y=y).")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-npz-\(UUID().uuidString)")
        try DurableFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try await Child.run("unzip", ["-q", "-o", path, "-d", folder.path], package: "unzip")
        } catch let error as LabError where !error.message.contains("install") {
            // What unzip says last is about other names that it has tried.
            throw LabError.badData(
                "\(path) cannot be unpacked, as where it is damaged or cut short: save it again with np.savez.")
        }
        return try names.reduce(into: [:]) { arrays, name in
            let url = folder.appendingPathComponent(name + ".npy")
            guard DataPlaces.isFile(url) else { return }
            arrays[name] = try NumPyArray(DurableFile.read(url), name: "\(path), array \(name)")
        }
    }

    /// Samples with their labels, which are classes of the training set where that is another one.
    private static func dataset(
        _ path: String, _ X: NumPyArray, _ y: NumPyArray, _ name: String, like training: Dataset? = nil
    ) throws -> Dataset {
        guard X.shape.count >= 2, X.shape[0] == y.values.count, X.values.count > 0 else {
            throw LabError.badData(
                "\(path): samples of shape \(X.shape) and labels of shape \(y.shape) do not fit; one row a sample and "
                    + "one label a row were expected.")
        }
        let dimensions = X.shape.dropFirst().reduce(1, *)
        guard dimensions == training?.dimensions ?? dimensions else {
            throw LabError.badData(
                "\(path): a test sample has \(dimensions) values, but \(training!.dimensions) were expected, as in x_train."
            )
        }
        let last = (training?.classNames.count ?? 1000) - 1
        if let place = y.values.firstIndex(where: { Int(exactly: $0).map { !(0...last).contains($0) } ?? true }) {
            throw LabError.badData(
                "\(path), array \(name): label \(place) is \(String(format: "%g", y.values[place])), but a whole number in "
                    + "0 ... \(last) was expected.")
        }
        let labels = y.values.map { Int32($0) }
        guard training != nil || labels.contains(where: { $0 != labels[0] }) else {
            throw LabError.badData(
                "\(path), array \(name): all labels are \(labels[0]), but samples of at least 2 classes are needed.")
        }
        guard X.values.allSatisfy({ $0.isFinite }) else {
            throw LabError.badData("\(path): some samples hold values that are not finite; replace or drop them.")
        }
        let features: Dataset.Features = X.isBytes ? .bytes(X.values.map { UInt8($0) }) : .floats(X.values)
        return Dataset(
            name: URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent, features: features,
            labels: labels, classNames: training?.classNames ?? (0...labels.max()!).map(String.init),
            dimensions: dimensions, imageShape: nil)
    }
}

/// One .npy array of numbers, in C order.
package struct NumPyArray {
    /// Sizes, outermost first.
    package let shape: [Int]
    /// The entries, row by row.
    package let values: [Float]
    let isBytes: Bool

    init(_ file: Data, name: String) throws {
        let bytes = [UInt8](file)
        guard bytes.count > 12, bytes[0] == 0x93, bytes[1..<6].elementsEqual("NUMPY".utf8) else {
            throw LabError.badData("\(name) is no .npy array.")
        }
        let (start, width) = bytes[6] == 1 ? (10, 2) : (12, 4)
        let length = bytes[8..<8 + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard start + length <= bytes.count else { throw LabError.badData("\(name) ends within its header.") }
        let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let type = header.firstMatch(of: /'descr': *'([^']+)'/)?.1,
            let sizes = header.firstMatch(of: /'shape': *\(([^)]*)\)/)?.1, header.contains("'fortran_order': False")
        else {
            throw LabError.badData(
                "\(name) is not an array of plain numbers in C order; save it with np.ascontiguousarray.")
        }
        shape = sizes.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        isBytes = type == "|u1"
        let body = bytes[(start + length)...]
        guard let values = NumPyArray.decode(body, String(type)) else {
            throw LabError.badData("\(name) holds '\(type)'; uint8, int32, int64, float32 or float64 was expected.")
        }
        guard values.count == shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) else {
            throw LabError.badData("\(name) has \(values.count) values, but its header says \(shape).")
        }
        self.values = values
    }

    private static func decode(_ body: ArraySlice<UInt8>, _ type: String) -> [Float]? {
        func entries<Value: BitwiseCopyable>(_ convert: (Value) -> Float) -> [Float] {
            let size = MemoryLayout<Value>.size
            return body.withUnsafeBytes { raw in
                (0..<raw.count / size).map { convert(raw.loadUnaligned(fromByteOffset: $0 * size, as: Value.self)) }
            }
        }
        return switch type {
        case "|u1": body.map(Float.init)
        case "<i4": entries { (value: Int32) in Float(value) }
        case "<i8": entries { (value: Int64) in Float(value) }
        case "<f4": entries { (value: Float) in value }
        case "<f8": entries { (value: Double) in Float(value) }
        default: nil
        }
    }
}

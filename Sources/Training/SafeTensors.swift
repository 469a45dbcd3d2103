import Foundation
import Platform
import Tensor

/// Named tensors in one file, in the safetensors format, which other languages read as well.
///
/// Eight bytes give the length of a JSON header (little-endian), the header names each tensor with its type, shape and
/// place, and the bytes follow. Source: the format's description at https://github.com/huggingface/safetensors.
public struct SafeTensors: Sendable, Equatable {
    /// One tensor: its type as the format spells it (`F32`, `F64`), its shape, and its bytes.
    public struct Tensor: Sendable, Equatable {
        /// `F32` or `F64`, or another type of the format.
        public let dtype: String
        /// Sizes, outermost first.
        public let shape: [Int]
        /// The entries, little-endian, row by row.
        public let bytes: Data
    }

    /// The tensors by name.
    public private(set) var tensors: [String: Tensor] = [:]
    /// Free text by key.
    public var metadata: [String: String] = [:]
    /// What the file is called in errors.
    private var name = "safetensors"

    /// An empty file.
    public init() {}

    /// Adds a matrix, or the entries of one as a vector.
    public mutating func add<S: Scalar>(_ name: String, _ matrix: Matrix<S>, asVector: Bool = false) {
        tensors[name] = Tensor(
            dtype: S.safeTensorsType, shape: asVector ? [matrix.count] : [matrix.rows, matrix.columns],
            bytes: matrix.withEntries { Data(buffer: $0) })
    }

    /// The tensor of a name as a matrix of the expected shape; a vector is one of a single row.
    ///
    /// - Throws: ``LabError`` of kind `badData` where it is missing, or of another type or shape.
    public func matrix<S: Scalar>(_ name: String, as type: S.Type, rows: Int, columns: Int) throws -> Matrix<S> {
        guard let tensor = tensors[name] else {
            throw LabError.badData("\(self.name) holds no tensor '\(name)': it belongs to another configuration.")
        }
        let shape = tensor.shape.count == 1 ? [1] + tensor.shape : tensor.shape
        guard tensor.dtype == S.safeTensorsType, shape == [rows, columns] else {
            throw LabError.badData(
                "\(self.name): '\(name)' is \(tensor.dtype) \(shape), but \(S.safeTensorsType) \([rows, columns]) was "
                    + "expected: it belongs to another configuration.")
        }
        var matrix = Matrix<S>(rows: rows, columns: columns)
        matrix.withMutableEntries { _ = tensor.bytes.copyBytes(to: $0) }
        return matrix
    }

    /// The file's bytes; the same tensors give the same bytes.
    public func encoded() throws -> Data {
        var header: [String: Entry] = [:]
        var body = Data()
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let start = body.count
            body.append(tensor.bytes)
            header[name] = .tensor(
                Place(dtype: tensor.dtype, shape: tensor.shape, data_offsets: [start, body.count]))
        }
        if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var json = try encoder.encode(header)
        json.append(Data(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        var file = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        file.append(json)
        file.append(body)
        return file
    }

    /// Writes the file durably.
    public func write(to url: URL) throws {
        try DurableFile.write(encoded(), to: url)
    }

    /// Reads a file.
    ///
    /// - Throws: ``LabError`` of kind `io` where it is missing, `badData` where it is damaged.
    public init(contentsOf url: URL) throws {
        try self.init(DurableFile.read(url), name: url.path)
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - file: the bytes of the file.
    ///   - name: what to call the file in errors.
    /// - Throws: ``LabError`` of kind `badData` that says what is wrong with it.
    public init(_ file: Data, name: String) throws {
        self.name = name
        let file = Data(file)
        guard file.count >= 8 else { throw SafeTensors.damaged(name, "it has \(file.count) bytes") }
        let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(file.count - 8) else {
            throw SafeTensors.damaged(name, "its header of \(length) bytes is longer than the file")
        }
        guard let header = try? JSONDecoder().decode([String: Entry].self, from: file.dropFirst(8).prefix(Int(length)))
        else { throw SafeTensors.damaged(name, "its header is no JSON object of tensors") }
        let body = file.dropFirst(8 + Int(length))
        var ranges: [Range<Int>] = []
        for (key, entry) in header {
            switch entry {
            case .metadata(let texts):
                guard key == "__metadata__" else { throw SafeTensors.damaged(name, "'\(key)' is no tensor") }
                metadata = texts
            case .tensor(let place):
                tensors[key] = try place.cut(from: body, key, file: name)
                ranges.append(place.data_offsets[0]..<place.data_offsets[1])
            }
        }
        try SafeTensors.checkCover(ranges, of: body.count, file: name)
    }

    /// The tensors lie end to end: no byte belongs to two of them, and none to nobody.
    private static func checkCover(_ ranges: [Range<Int>], of count: Int, file: String) throws {
        var end = 0
        for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            guard range.lowerBound == end else {
                throw damaged(file, "a tensor starts at byte \(range.lowerBound), but the one before it ends at \(end)")
            }
            end = range.upperBound
        }
        guard end == count else { throw damaged(file, "its tensors end at byte \(end) of \(count)") }
    }

    fileprivate static func damaged(_ file: String, _ what: String) -> LabError {
        .badData("\(file) is no whole safetensors file: \(what).")
    }
}

extension Scalar {
    /// How the format spells this type.
    fileprivate static var safeTensorsType: String { MemoryLayout<Self>.size == 4 ? "F32" : "F64" }
}

/// An entry of the header.
private enum Entry: Codable {
    case tensor(Place)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
        if let place = try? Place(from: decoder) {
            self = .tensor(place)
        } else {
            self = .metadata(try [String: String](from: decoder))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .tensor(let place): try place.encode(to: encoder)
        case .metadata(let texts): try texts.encode(to: encoder)
        }
    }
}

/// Where a tensor stands; the names of the properties are those of the format.
private struct Place: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]

    /// Bytes in one entry of each type of the format.
    private static let widths = [
        "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2, "I8": 1,
        "U8": 1, "BOOL": 1,
    ]

    /// The tensor, once its place has been checked against the file and against its shape.
    func cut(from body: Data, _ tensor: String, file: String) throws -> SafeTensors.Tensor {
        guard data_offsets.count == 2, 0 <= data_offsets[0], data_offsets[0] <= data_offsets[1],
            data_offsets[1] <= body.count
        else { throw SafeTensors.damaged(file, "'\(tensor)' lies at \(data_offsets) of \(body.count) bytes") }
        let length = data_offsets[1] - data_offsets[0]
        if let width = Place.widths[dtype] {
            let expected = shape.reduce(width as Int?) { total, size in
                guard let total, size >= 0 else { return nil }
                let (product, overflow) = total.multipliedReportingOverflow(by: size)
                return overflow ? nil : product
            }
            guard expected == length else {
                throw SafeTensors.damaged(file, "'\(tensor)' has \(length) bytes for \(dtype) \(shape)")
            }
        }
        let start = body.startIndex + data_offsets[0]
        return SafeTensors.Tensor(dtype: dtype, shape: shape, bytes: Data(body[start..<start + length]))
    }
}

import CZlib
import Foundation
import Platform
import Tensor

/// Named arrays in NumPy's .npz format: a zip archive of .npy files, stored without compression.
///
/// The same arrays give the same bytes: every entry is dated 1980-01-01, the first day that the format knows.
/// Sources: NumPy Enhancement Proposal 1; PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
public struct NPZFile: Sendable {
    private var entries: [(name: String, bytes: Data)] = []

    /// A file without arrays.
    public init() {}

    /// Adds a matrix, or the entries of one as a vector.
    public mutating func add<S: Scalar>(_ name: String, _ matrix: Matrix<S>, asVector: Bool = false) {
        add(
            name, type: "<f\(MemoryLayout<S>.size)",
            shape: asVector ? [matrix.count] : [matrix.rows, matrix.columns], matrix.withEntries { Data(buffer: $0) })
    }

    /// Adds a vector of numbers, as 64-bit ones.
    public mutating func add(_ name: String, _ values: [Double]) {
        add(name, type: "<f8", shape: [values.count], values.withUnsafeBytes { Data($0) })
    }

    /// Adds a vector of whole numbers, as 64-bit ones.
    public mutating func add(_ name: String, _ values: [Int]) {
        add(name, type: "<i8", shape: [values.count], values.map(Int64.init).withUnsafeBytes { Data($0) })
    }

    /// Adds a vector of texts, each in as many code points as the longest has.
    public mutating func add(_ name: String, _ texts: [String]) {
        let width = max(texts.map { $0.unicodeScalars.count }.max() ?? 0, 1)
        let points = texts.flatMap { text in
            let points = text.unicodeScalars.map(\.value)
            return points + Array(repeating: 0, count: width - points.count)
        }
        add(name, type: "<U\(width)", shape: [texts.count], points.withUnsafeBytes { Data($0) })
    }

    /// Adds samples (n x d) as they are: bytes, or 32-bit numbers.
    public mutating func add(_ name: String, _ subset: Subset) {
        let d = subset.dataset.dimensions
        let shape = [subset.count, d]
        switch subset.dataset.features {
        case .bytes(let pixels):
            let rows = subset.positions.flatMap { pixels[Int($0) * d..<(Int($0) + 1) * d] }
            add(name, type: "|u1", shape: shape, Data(rows))
        case .floats(let values):
            let rows = subset.positions.flatMap { values[Int($0) * d..<(Int($0) + 1) * d] }
            add(name, type: "<f4", shape: shape, rows.withUnsafeBytes { Data($0) })
        }
    }

    private mutating func add(_ name: String, type: String, shape: [Int], _ body: Data) {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
        // The entries start at a multiple of 64 bytes; magic, version and length take 10.
        let padding = String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64)
        var array = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
        array.append(number: UInt16(header.utf8.count + padding.utf8.count + 1))
        array.append(Data((header + padding + "\n").utf8))
        array.append(body)
        entries.append((name + ".npy", array))
    }

    /// The file's bytes.
    ///
    /// - Throws: ``LabError`` of kind `usage` where they would be more than the format's 4 GB.
    public func encoded() throws -> Data {
        var file = Data()
        var directory = Data()
        for (name, bytes) in entries {
            guard file.count + bytes.count < 1 << 32 - 1 << 20 else {
                throw LabError.usage(
                    "A .npz file holds 4 GB at most, but these arrays are larger: export fewer samples.")
            }
            let record = ZipRecord(name: name, bytes: bytes, offset: file.count)
            file.append(record.local)
            file.append(bytes)
            directory.append(record.central)
        }
        let start = UInt32(file.count)
        file.append(directory)
        file.append(number: UInt32(0x0605_4b50))
        file.append(Data(count: 4))
        for _ in 0..<2 { file.append(number: UInt16(entries.count)) }
        file.append(number: UInt32(directory.count))
        file.append(number: start)
        file.append(Data(count: 2))
        return file
    }

    /// Writes the file durably.
    public func write(to url: URL) throws {
        try DurableFile.write(encoded(), to: url)
    }
}

/// What a zip archive says of one entry, in front of it and in the directory at the end.
private struct ZipRecord {
    let name: String
    let common: Data
    let offset: Int

    init(name: String, bytes: Data, offset: Int) {
        self.name = name
        self.offset = offset
        var common = Data()
        // Version 2.0; no flags; stored; midnight of 1980-01-01 in the format's packed digits.
        for value: UInt16 in [20, 0, 0, 0, 1 << 5 | 1] { common.append(number: value) }
        common.append(number: UInt32(bytes.withUnsafeBytes { crc32_z(0, $0.baseAddress, $0.count) }))
        for _ in 0..<2 { common.append(number: UInt32(bytes.count)) }
        common.append(number: UInt16(name.utf8.count))
        common.append(Data(count: 2))
        self.common = common
    }

    var local: Data {
        var record = Data()
        record.append(number: UInt32(0x0403_4b50))
        return record + common + Data(name.utf8)
    }

    var central: Data {
        var record = Data()
        record.append(number: UInt32(0x0201_4b50))
        record.append(number: UInt16(20))
        record.append(common)
        record.append(Data(count: 10))
        record.append(number: UInt32(offset))
        return record + Data(name.utf8)
    }
}

extension Data {
    /// Appends a number, little-endian.
    fileprivate mutating func append(number: some FixedWidthInteger) {
        append(contentsOf: Swift.withUnsafeBytes(of: number.littleEndian) { Array($0) })
    }
}

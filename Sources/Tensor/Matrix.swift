/// A dense matrix of `Float` or `Double`, row-major in one aligned block, with value semantics.
///
/// A batch is n x d, one sample a row; these are the same bytes as the d x n column-major matrix of the course, where a
/// sample is a column. A vector of length d is a 1 x d matrix. Copies share memory until one of them is written to.
///
/// Operations that compute are in-place (`C.setProduct(of: A, B)`), so that a training step allocates nothing.
/// Shapes that do not fit are programming errors and stop the program with both shapes in the message.
public struct Matrix<S: Scalar>: @unchecked Sendable {
    /// Number of rows n: samples of a batch, or outputs of a weight matrix.
    public private(set) var rows: Int
    /// Number of columns d: features.
    public let columns: Int

    @usableFromInline var storage: MatrixStorage<S>

    /// A rows x columns matrix with every entry equal to `value`.
    public init(rows: Int, columns: Int, repeating value: S = 0) {
        precondition(rows >= 0 && columns >= 0, "A matrix cannot be \(rows) x \(columns).")
        self.rows = rows
        self.columns = columns
        storage = MatrixStorage(capacity: rows * columns)
        storage.elements.initialize(repeating: value, count: rows * columns)
    }

    /// A rows x columns matrix of the given entries, row by row.
    public init(rows: Int, columns: Int, _ entries: some Collection<S>) {
        precondition(
            entries.count == rows * columns, "\(entries.count) entries do not fill \(rows) x \(columns).")
        self.rows = rows
        self.columns = columns
        storage = MatrixStorage(capacity: rows * columns)
        _ = UnsafeMutableBufferPointer(start: storage.elements, count: rows * columns).initialize(from: entries)
    }

    /// Number of entries.
    @inlinable public var count: Int { rows * columns }

    /// The shape as text: `n x d`.
    public var shape: String { "\(rows) x \(columns)" }

    /// The entry of row i and column j.
    public subscript(i: Int, j: Int) -> S {
        get {
            precondition(i >= 0 && i < rows && j >= 0 && j < columns, "[\(i), \(j)] is outside \(shape).")
            return storage.elements[i * columns + j]
        }
        set {
            precondition(i >= 0 && i < rows && j >= 0 && j < columns, "[\(i), \(j)] is outside \(shape).")
            makeUnique()
            storage.elements[i * columns + j] = newValue
        }
    }

    /// All entries, row by row.
    public var entries: [S] { Array(UnsafeBufferPointer(start: storage.elements, count: count)) }

    /// The entries of row i.
    public func row(_ i: Int) -> [S] {
        precondition(i >= 0 && i < rows, "Row \(i) is outside \(shape).")
        return Array(UnsafeBufferPointer(start: storage.elements + i * columns, count: columns))
    }

    /// Makes the matrix n x d, keeping its block where that is large enough; what it held is lost.
    public mutating func reserve(rows: Int) {
        if rows * columns > storage.capacity { storage = MatrixStorage(capacity: rows * columns) }
        self.rows = rows
    }

    /// The entries as another scalar type.
    public func converted<Other: Scalar>(to type: Other.Type = Other.self) -> Matrix<Other> {
        Matrix<Other>(rows: rows, columns: columns, entries.map { Other($0) })
    }

    /// Reads the entries in place.
    public func withEntries<Result>(_ body: (UnsafeBufferPointer<S>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: storage.elements, count: count))
    }

    /// Writes the entries in place.
    public mutating func withMutableEntries<Result>(
        _ body: (UnsafeMutableBufferPointer<S>) throws -> Result
    ) rethrows -> Result {
        makeUnique()
        return try body(UnsafeMutableBufferPointer(start: storage.elements, count: count))
    }

    /// A private copy of the block before a write, where it is shared.
    @inlinable mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { storage = storage.copy(count: count) }
    }

    /// The entries for a kernel that reads.
    @inlinable var pointer: UnsafePointer<S> { UnsafePointer(storage.elements) }

    /// The entries for a kernel that writes.
    @inlinable var mutablePointer: UnsafeMutablePointer<S> {
        mutating get {
            makeUnique()
            return storage.elements
        }
    }
}

extension Matrix: Equatable {
    /// Same shape and equal entries; NaN differs from itself.
    public static func == (a: Matrix, b: Matrix) -> Bool {
        a.rows == b.rows && a.columns == b.columns && a.entries == b.entries
    }
}

/// A block of memory aligned to a cache line.
@usableFromInline
final class MatrixStorage<S: BitwiseCopyable> {
    @usableFromInline let elements: UnsafeMutablePointer<S>
    @usableFromInline let capacity: Int

    @usableFromInline
    init(capacity: Int) {
        let bytes = max(capacity, 1) * MemoryLayout<S>.stride
        elements = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).assumingMemoryBound(to: S.self)
        self.capacity = capacity
    }

    deinit { UnsafeMutableRawPointer(elements).deallocate() }

    @usableFromInline
    func copy(count: Int) -> MatrixStorage {
        let copy = MatrixStorage(capacity: capacity)
        copy.elements.initialize(from: elements, count: count)
        return copy
    }
}

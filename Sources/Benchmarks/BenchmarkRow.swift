/// One line of a benchmark: what was done, how long it took, and what that is of what the machine can do.
package struct BenchmarkRow: Sendable, Codable, Equatable {
    /// What was done: `openblas`, `im2vec`.
    package let name: String
    /// On what: `100 x 50 x 3072`.
    package let shape: String
    /// Seconds, median.
    package let seconds: Double
    /// Half the distance between the quartiles, as a share of the median.
    package let spread: Double
    /// Floating-point operations of the work; nil where they are not the point, as in files of before.
    package let operations: Double?
    /// Bytes of operands that it reads and writes at least; nil where they are not the point, as in files of before.
    package let bytes: Double?
    /// Floating-point operations a second; nil where they are not the point.
    package let operationsPerSecond: Double?
    /// Bytes of operands a second; nil where they are not the point.
    package let bytesPerSecond: Double?
    /// The share of the roofline: the least time that the machine would need by the time that was needed.
    package let rooflineShare: Double?

    /// A row out of a measurement.
    ///
    /// - Parameters:
    ///   - operations: floating-point operations of the work, 0 where they are not the point.
    ///   - bytes: bytes that it must read and write at least, 0 where they are not the point.
    ///   - peak: operations a second that the machine can do; nil where the share of them is not the point.
    package init(
        _ name: String, shape: String, _ time: Measurement, operations: Double = 0, bytes: Double = 0,
        peak: Double? = nil
    ) {
        self.name = name
        self.shape = shape
        seconds = time.median
        spread = time.spread
        self.operations = operations > 0 ? operations : nil
        self.bytes = bytes > 0 ? bytes : nil
        operationsPerSecond = operations > 0 ? operations / time.median : nil
        bytesPerSecond = bytes > 0 ? bytes / time.median : nil
        rooflineShare = peak.map { operations / $0 / time.median }
    }
}

import Tensor

/// What the machine can do at most, measured in the same run as what is read against it.
///
/// Source: Williams, Waterman and Patterson 2009.
package struct Roofline: Sendable, Codable, Equatable {
    /// Threads that worked at once.
    package let threads: Int
    /// Multiply-adds in registers, float, floating-point operations a second.
    package let floatPeak: Double
    /// The same in double.
    package let doublePeak: Double
    /// Bytes a second read from a block that no cache holds.
    package let readBandwidth: Double

    /// Measures it.
    ///
    /// - Throws: ``LabError`` of kind `interrupted` after Ctrl-C.
    package init(threads: Int, repeats: Int = 7) throws {
        self.threads = threads
        floatPeak = try Roofline.peak(Float.self, threads, repeats)
        doublePeak = try Roofline.peak(Double.self, threads, repeats)
        readBandwidth = try Roofline.bandwidth(threads, repeats)
    }

    /// The peak of a number type.
    package func peak<S: Scalar>(_ type: S.Type) -> Double { S.self == Float.self ? floatPeak : doublePeak }

    /// The least time that so many operations over so many bytes of memory can take.
    package func seconds(operations: Double, bytes: Double = 0) -> Double {
        max(operations / floatPeak, bytes / readBandwidth)
    }

    private static func peak<S: Scalar>(_ type: S.Type, _ threads: Int, _ repeats: Int) throws -> Double {
        let (rounds, pieces) = (50_000, 8 * threads)
        let operations = Double(Backend.multiplyAdd(S.self, rounds: rounds)) * Double(pieces)
        let backend = try Backend(threads: threads)
        let time = try Measurement.of(repeats: 3 * repeats, shortest: 5e-3) {
            backend.forEach(pieces) { _ in _ = Backend.multiplyAdd(S.self, rounds: rounds) }
        }
        return operations / time.lowest
    }

    private static func bandwidth(_ threads: Int, _ repeats: Int) throws -> Double {
        // Each thread has a block of its own, so that no line is read that another one has just brought.
        let blocks = (0..<threads).map { _ in Matrix<Float>(rows: 8192, columns: 2048, repeating: 1) }
        let backend = try Backend(threads: threads)
        let time = try Measurement.of(repeats: repeats) {
            backend.forEach(threads) { piece in
                var sums = Matrix<Float>(rows: 1, columns: 2048)
                sums.setColumnSums(of: blocks[piece])
            }
        }
        return Double(4 * blocks.reduce(0) { $0 + $1.count }) / time.lowest
    }
}

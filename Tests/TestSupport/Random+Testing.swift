import Foundation
import Tensor

/// The seed of every random test input, printed once: `LAYERLAB_TEST_SEED`, or 1.
public let testSeed: UInt64 = {
    let seed = ProcessInfo.processInfo.environment["LAYERLAB_TEST_SEED"].flatMap(UInt64.init) ?? 1
    print("random inputs from LAYERLAB_TEST_SEED=\(seed)")
    return seed
}()

extension Random {
    /// A stream for a test's inputs.
    public static func forTest(_ position: Int = 0) -> Random {
        Random(seed: testSeed, purpose: .data, position: position)
    }
}

extension Matrix {
    /// A matrix of standard normal entries times `scale`.
    public static func random(
        _ rows: Int, _ columns: Int, scale: Double = 1, using random: inout Random
    ) -> Matrix {
        Matrix(rows: rows, columns: columns, (0..<rows * columns).map { _ in S(scale * random.normal()) })
    }

    /// The largest difference to another matrix of the same shape; infinite where the shapes differ or one is NaN.
    public func maximumDifference(to other: Matrix) -> Double {
        guard rows == other.rows, columns == other.columns else { return .infinity }
        return zip(entries, other.entries).map { a, b in
            let difference = abs(Double(a) - Double(b))
            return difference.isNaN ? .infinity : difference
        }.max() ?? 0
    }
}

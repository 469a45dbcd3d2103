import Tensor
import TestSupport
import Testing

@Suite struct NoiseTests {
    private static let count = 1_000_000

    private func noise(key: UInt64, threads: Int = 2) throws -> [Double] {
        var X = Matrix<Double>(rows: 1, columns: Self.count)
        X.addNoise(deviation: 1, key: key, on: try Backend(threads: threads))
        return X.entries
    }

    /// Mean, variance, skew and kurtosis of a standard normal, within five standard errors.
    @Test(arguments: [UInt64(0), 1, 0x1234_5678_9ABC_DEF0]) func isNormal(key: UInt64) throws {
        let x = try noise(key: key)
        func moment(_ power: Int) -> Double {
            x.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * value } }
                / Double(x.count)
        }
        let error = 5 / Double(Self.count).squareRoot()
        #expect(abs(moment(1)) < error)
        #expect(abs(moment(2) - 1) < error * 2.0.squareRoot())
        #expect(abs(moment(3)) < error * 15.0.squareRoot())
        #expect(abs(moment(4) - 3) < error * 96.0.squareRoot())
        #expect(x.map(abs).max()! > 4.4)
    }

    /// Neighbours, the two of a pair, the same place of the next block, and the same place under the next key.
    @Test func entriesAreUncorrelated() throws {
        let (x, other) = (try noise(key: 5), try noise(key: 6))
        func correlation(_ y: ArraySlice<Double>) -> Double {
            zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / Double(y.count)
        }
        let error = 5 / Double(Self.count).squareRoot()
        for lag in [1, 2, 32, 64, 3072] { #expect(abs(correlation(x[lag...])) < error, "lag \(lag)") }
        #expect(abs(correlation(other[...])) < error)
    }

    @Test func dependsOnKeyAndPlaceAlone() throws {
        #expect(try noise(key: 9, threads: 1) == noise(key: 9, threads: 3))
        #expect(try noise(key: 9) != noise(key: 10))
        var small = Matrix<Float>(rows: 1, columns: 100)
        small.addNoise(deviation: 1, key: 9, on: try Backend())
        for (a, b) in zip(small.entries, try noise(key: 9)) { #expect(abs(Double(a) - b) < 1e-5) }
    }
}

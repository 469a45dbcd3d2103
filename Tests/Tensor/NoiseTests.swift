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

    /// Each kind of noise, over more entries than one tile holds.
    @Test func noKindOfNoiseDependsOnThreads() throws {
        func noises(_ threads: Int, key: UInt64) throws -> [Matrix<Float>] {
            let backend = try Backend(threads: threads)
            var X = [Matrix<Float>](repeating: Matrix(rows: 50, columns: 1001, repeating: 1), count: 3)
            X[0].addUniformNoise(amplitude: 1, key: key, on: backend)
            X[1].setExtremes(share: 0.5, low: -1, high: 3, key: key, on: backend)
            X[2].setDropout(of: Matrix(rows: 50, columns: 1001, repeating: 1), share: 0.5, key: key, on: backend)
            return X
        }
        let (one, three, other) = (try noises(1, key: 9), try noises(3, key: 9), try noises(3, key: 10))
        for kind in 0..<3 { #expect(one[kind] == three[kind] && one[kind] != other[kind], "\(kind)") }
    }

    /// Which entries are dropped follows no pattern along a row or from row to row.
    @Test func droppedEntriesAreUncorrelated() throws {
        var X = Matrix<Double>(rows: 1, columns: Self.count)
        X.setDropout(
            of: Matrix(rows: 1, columns: Self.count, repeating: 1), share: 0.5, key: testSeed, on: try Backend())
        let x = X.entries.map { $0 - 1 }
        for lag in [1, 2, 3, 4, 32, 50, 64, 3072] {
            let correlation = zip(x, x[lag...]).reduce(0) { $0 + $1.0 * $1.1 } / Double(Self.count)
            #expect(abs(correlation) < 5 / Double(Self.count).squareRoot(), "lag \(lag)")
        }
    }

    @Test func aShareOfZeroOrOneIsExact() throws {
        let backend = try Backend()
        var X = Matrix<Float>(rows: 1, columns: 10_000)
        X.setExtremes(share: 0, low: 1, high: 1, key: 1, on: backend)
        #expect(X.sumOfEntries() == 0)
        X.setExtremes(share: 1, low: 1, high: 1, key: 1, on: backend)
        #expect(X.sumOfEntries() == 10_000)
    }
}

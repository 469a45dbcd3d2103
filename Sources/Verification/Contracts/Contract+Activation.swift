import Components
import Tensor

extension Contract {
    /// Shape, determinism, entries on their own, finite far out, NaN kept, derivative right and continuous as promised.
    public static func violations(of activation: any Activation, using random: Random = checkStream) -> [String] {
        var found = Violations()
        checkShapes(activation, &found)
        // What has not the right shape cannot be looked into.
        guard found.sentences.isEmpty else { return found.sentences }
        checkBatches(activation, random, &found)
        checkExtremes(activation, Float.self, &found)
        checkExtremes(activation, Double.self, &found)
        checkDerivative(activation, random, &found)
        checkContinuity(activation, &found)
        found.expect(
            activation.gain > 0 && activation.gain.isFinite, "Its gain is \(activation.gain), and not above 0.")
        return found.sentences
    }

    /// The stream of a check that was not given one.
    public static var checkStream: Random { Random(seed: 1, purpose: .check) }

    private static func checkShapes(_ activation: any Activation, _ found: inout Violations) {
        for (n, d) in [(1, 1), (3, 5), (2, 5), (64, 50)] {
            let Z = Matrix<Double>(rows: n, columns: d)
            let (A, dZ) = both(activation, Z, Z)
            found.expect(
                A.shape == Z.shape && dZ.shape == Z.shape,
                "It makes \(A.shape) forward and \(dZ.shape) backward out of \(Z.shape).")
        }
    }

    private static func checkBatches(_ activation: any Activation, _ random: Random, _ found: inout Violations) {
        var random = random
        for (n, d) in [(1, 1), (3, 5), (7, 33), (64, 50)] {
            let Z = Matrix<Double>(normal: n, d, deviation: 2, using: &random)
            let dA = Matrix<Double>(normal: n, d, using: &random)
            let (A, dZ) = both(activation, Z, dA)
            let (again, dAgain) = both(activation, Z, dA)
            found.expect(
                A.isIdentical(to: again) && dZ.isIdentical(to: dAgain), "The same \(n) x \(d) input gives other bits.")
            let alone = Matrix<Double>(rows: 1, columns: d, Z.row(n - 1))
            let single = both(activation, alone, Matrix(rows: 1, columns: d, dA.row(n - 1)))
            let apart = zip(single.A.entries + single.dZ.entries, A.row(n - 1) + dZ.row(n - 1)).map { abs($0 - $1) }
            found.expect(
                apart.allSatisfy { $0 < 1e-12 }, "The last of \(n) samples comes out differently when it is alone.")
            let small = both(activation, Z.converted(to: Float.self), dA.converted())
            let error =
                zip(small.A.entries + small.dZ.entries, A.entries + dZ.entries)
                .map { abs(Double($0) - $1) / (1 + abs($1)) }.max() ?? 0
            found.expect(error < 1e-5, "Float and double differ by \(error).")
        }
    }

    private static func checkExtremes<S: Scalar>(
        _ activation: any Activation, _ type: S.Type, _ found: inout Violations
    ) {
        let values: [S] = [-10_000, -100, -1, 0, 1, 100, 10_000]
        let Z = Matrix<S>(rows: 1, columns: 7, values)
        let (A, dZ) = both(activation, Z, Matrix(rows: 1, columns: 7, repeating: 1))
        for (i, z) in values.enumerated() {
            found.expect(A[0, i].isFinite, "f(\(z)) is \(A[0, i]) in \(S.precisionName), and not finite.")
            found.expect(dZ[0, i].isFinite, "f'(\(z)) is \(dZ[0, i]) in \(S.precisionName), and not finite.")
        }
        // One NaN at a time, in every place of a vector register and of its tail.
        for place in 0..<37 {
            var Z = Matrix<S>(rows: 1, columns: 37, repeating: 1)
            Z[0, place] = .nan
            let (A, _) = both(activation, Z, Matrix(rows: 1, columns: 37, repeating: 1))
            let isKept = (0..<37).allSatisfy { A[0, $0].isNaN == ($0 == place) }
            found.expect(isKept, "NaN at place \(place) of 37 does not stay NaN there, in \(S.precisionName).")
        }
    }

    /// f' dA against (f(z + h) - f(z - h)) / 2h times dA, away from the kinks.
    private static func checkDerivative(_ activation: any Activation, _ random: Random, _ found: inout Violations) {
        var random = random
        let h = 1e-5
        var Z = Matrix<Double>(normal: 20, 25, deviation: 3, using: &random)
        Z.apply { z in activation.kinks.contains { abs(z - $0) < 2 * h } ? z + 4 * h : z }
        let dA = Matrix<Double>(normal: 20, 25, using: &random)
        let dZ = both(activation, Z, dA).dZ
        let slopes = differences(activation, Z, h)
        for ((z, slope), (d, a)) in zip(zip(Z.entries, slopes), zip(dZ.entries, dA.entries))
        where !(abs(d - slope * a) < 1e-7 * (1 + abs(slope * a))) {
            found.expect(false, "At z = \(z) its backward gives f' = \(d / a), but differences give \(slope).")
            return
        }
    }

    /// f and f' from point to point of a fine grid: f never jumps, and where f' does, a kink must be declared.
    ///
    /// From one point to the next f changes by about f'/512; half as much again and 0.01 are a jump. A step of 1/512 changes the derivative of a smooth function by its curvature's 1/512 at most; 0.02 is a jump.
    private static func checkContinuity(_ activation: any Activation, _ found: inout Violations) {
        let grid = (-3072...3072).map { Double($0) / 512 + 1e-9 }
        let Z = Matrix<Double>(rows: 1, columns: grid.count, grid)
        let (A, dZ) = both(activation, Z, Matrix(rows: 1, columns: grid.count, repeating: 1))
        let (values, slopes) = (A.entries, dZ.entries)
        for (i, z) in grid.enumerated().dropLast() {
            let step = abs(values[i + 1] - values[i])
            guard step > 0.01 + 1.5 * max(abs(slopes[i]), abs(slopes[i + 1])) / 512 else { continue }
            found.expect(false, "f jumps by \(values[i + 1] - values[i]) near \(z); an activation is continuous.")
            return
        }
        for (i, z) in grid.enumerated().dropLast() where abs(slopes[i + 1] - slopes[i]) > 0.02 {
            found.expect(
                activation.kinks.contains { $0 >= z - 1e-6 && $0 <= grid[i + 1] },
                "f' jumps by \(slopes[i + 1] - slopes[i]) near \(z), which is not among its kinks \(activation.kinks).")
        }
    }

    private static func both<S: Scalar>(
        _ activation: any Activation, _ Z: Matrix<S>, _ dA: Matrix<S>
    ) -> (A: Matrix<S>, dZ: Matrix<S>) {
        var A = Matrix<S>(rows: 0, columns: Z.columns)
        var dZ = A
        activation.forward(Z, into: &A)
        activation.backward(dA, input: Z, output: A, into: &dZ)
        return (A, dZ)
    }

    private static func differences(_ activation: any Activation, _ Z: Matrix<Double>, _ h: Double) -> [Double] {
        var up = Z
        var down = Z
        var (above, below) = (Z, Z)
        up.apply { $0 + h }
        down.apply { $0 - h }
        activation.forward(up, into: &above)
        activation.forward(down, into: &below)
        return zip(above.entries, below.entries).map { ($0 - $1) / (2 * h) }
    }
}

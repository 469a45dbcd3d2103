import Components
import Tensor

extension Contract {
    /// Shape, the seed alone, finite values, and a mean that moves no further than declared.
    public static func violations(of augmentation: any Augmentation, using random: Random = checkStream) -> [String] {
        var found = Violations()
        let shape = ImageShape(channels: 3, height: 6, width: 6)
        do {
            try augmentation.check(shape: shape)
            try check(augmentation, shape, random, &found)
        } catch {
            return ["It refuses images of 3 x 6 x 6: \(error)"]
        }
        return found.sentences
    }

    private static func check(
        _ augmentation: any Augmentation, _ shape: ImageShape, _ random: Random, _ found: inout Violations
    ) throws {
        var random = random
        var X = Matrix<Double>(normal: 400, shape.dimensions, using: &random)
        X.apply { 0.3 + 2 * $0 }
        let changed = try apply(augmentation, to: X, shape, position: 1)
        found.expect(changed.shape == X.shape, "It changes the shape \(X.shape) to \(changed.shape).")
        found.expect(changed.isFinite, "It makes finite values infinite or NaN.")
        found.expect(
            changed.isIdentical(to: try apply(augmentation, to: X, shape, position: 1, threads: 2)),
            "The same random stream gives other bits, or does so on two threads.")
        let other = try apply(augmentation, to: X, shape, position: 2)
        let isStill = changed.isIdentical(to: X)
        found.expect(
            isStill || !augmentation.isRandom || !changed.isIdentical(to: other),
            "It changes the batch, but another random stream changes it in the same way.")
        found.expect(
            augmentation.isRandom || changed.isIdentical(to: other),
            "It declares that nothing is random, but another random stream changes the batch in another way.")
        let count = Double(X.count)
        let drift = abs(changed.sumOfEntries() - X.sumOfEntries()) / count / X.meanAndDeviation().deviation
        // Noise as large as the signal moves the mean of so many values by five standard errors at most.
        found.expect(
            drift <= augmentation.meanDrift + 5 / count.squareRoot(),
            "The mean moves by \(drift) deviations of the batch; it declares \(augmentation.meanDrift).")
        try checkTargets(augmentation, X, shape, changed, &found)
    }

    /// With targets the batch changes in the same way, and they stay shares of the classes.
    private static func checkTargets(
        _ augmentation: any Augmentation, _ X: Matrix<Double>, _ shape: ImageShape, _ changed: Matrix<Double>,
        _ found: inout Violations
    ) throws {
        var batch = X
        var targets = Targets<Double>((0..<Int32(X.rows)).map { $0 % 5 }, classes: 5)
        var stream = Random(seed: 7, purpose: .augmentation, position: 1)
        augmentation.apply(to: &batch, &targets, shape: shape, using: &stream, on: try Backend())
        found.expect(batch.isIdentical(to: changed), "Together with targets it changes the batch in another way.")
        found.expect(targets.areShares, "Its targets are no shares of the classes, 0 or more that sum to 1.")
    }

    private static func apply(
        _ augmentation: any Augmentation, to X: Matrix<Double>, _ shape: ImageShape, position: Int, threads: Int = 1
    ) throws -> Matrix<Double> {
        var changed = X
        var stream = Random(seed: 7, purpose: .augmentation, position: position)
        try augmentation.apply(to: &changed, shape: shape, using: &stream, on: Backend(threads: threads))
        return changed
    }
}

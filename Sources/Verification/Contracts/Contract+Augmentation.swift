import Components
import Tensor

extension Contract {
    /// Shape, the seed alone, finite values, and a mean that moves no further than declared.
    public static func violations(of augmentation: any Augmentation, using random: Random = checkStream) -> [String] {
        var found = Violations()
        let shape = ImageShape(channels: 3, height: 6, width: 6)
        do {
            try augmentation.check(shape: shape)
        } catch {
            return ["It refuses images of 3 x 6 x 6: \(error)"]
        }
        var random = random
        var X = Matrix<Double>(normal: 400, shape.dimensions, using: &random)
        X.apply { 0.3 + 2 * $0 }
        let changed = apply(augmentation, to: X, shape, position: 1)
        found.expect(changed.shape == X.shape, "It changes the shape \(X.shape) to \(changed.shape).")
        found.expect(changed.isFinite, "It makes finite values infinite or NaN.")
        found.expect(
            changed.isIdentical(to: apply(augmentation, to: X, shape, position: 1)),
            "The same random stream gives other bits.")
        let isStill = changed.isIdentical(to: X)
        found.expect(
            isStill || !changed.isIdentical(to: apply(augmentation, to: X, shape, position: 2)),
            "It changes the batch, but another random stream changes it in the same way.")
        let count = Double(X.count)
        let deviation = (X.sumOfSquares / count - (X.sumOfEntries() / count) * (X.sumOfEntries() / count)).squareRoot()
        let drift = abs(changed.sumOfEntries() - X.sumOfEntries()) / count / deviation
        // Noise as large as the signal moves the mean of so many values by five standard errors at most.
        found.expect(
            drift <= augmentation.meanDrift + 5 / count.squareRoot(),
            "The mean moves by \(drift) deviations of the batch; it declares \(augmentation.meanDrift).")
        return found.sentences
    }

    private static func apply(
        _ augmentation: any Augmentation, to X: Matrix<Double>, _ shape: ImageShape, position: Int
    ) -> Matrix<Double> {
        var changed = X
        var stream = Random(seed: 7, purpose: .augmentation, position: position)
        augmentation.apply(to: &changed, shape: shape, using: &stream)
        return changed
    }
}

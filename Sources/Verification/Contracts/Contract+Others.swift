import Components
import Tensor

extension Contract {
    /// One linear part, one activation, at most one normalisation, and numbers that make sense.
    public static func violations(of placement: any Placement) -> [String] {
        var found = Violations()
        let order = placement.order
        found.expect(order.first == .linear, "A hidden layer begins with its linear part, not with \(order).")
        found.expect(
            order.count { $0 == .linear } == 1 && order.count { $0 == .activation } == 1
                && order.count { $0 == .normalization } <= 1,
            "A hidden layer has one linear part, one activation and at most one normalization, not \(order).")
        guard order.contains(.normalization) else { return found.sentences }
        found.expect(
            placement.epsilon > 0 && placement.epsilon < 1,
            "Its epsilon is \(placement.epsilon), and not above 0 and below 1.")
        found.expect((0...1).contains(placement.factor), "Its factor is \(placement.factor), outside 0 ... 1.")
        return found.sentences
    }

    /// Finite, centred, drawn from the stream alone, the same in float as in double.
    public static func violations(of initializer: any Initializer, using random: Random = checkStream) -> [String] {
        var found = Violations()
        func draw<S: Scalar>(_ type: S.Type, _ rows: Int, _ columns: Int, from stream: Random) -> Matrix<S> {
            var stream = stream
            var W = Matrix<S>(rows: rows, columns: columns)
            initializer.fill(&W, gain: 1, using: &stream)
            return W
        }
        for (rows, columns) in [(1, 1), (5, 9), (50, 300), (300, 50)] {
            let W = draw(Double.self, rows, columns, from: random)
            found.expect(W.rows == rows && W.columns == columns, "It changes the shape \(rows) x \(columns).")
            found.expect(W.isFinite, "Weights of \(W.shape) are not all finite.")
            found.expect(
                W.isIdentical(to: draw(Double.self, rows, columns, from: random)),
                "The same stream draws other weights.")
            let float = draw(Float.self, rows, columns, from: random).converted(to: Double.self)
            let error = zip(float.entries, W.entries).map { abs($0 - $1) }.max() ?? 0
            found.expect(error < 1e-5, "Float and double weights of \(W.shape) differ by \(error).")
            guard W.count > 1000 else { continue }
            found.expect(
                !W.isIdentical(to: draw(Double.self, rows, columns, from: Random(seed: 99, purpose: .check))),
                "Another stream draws the same weights.")
            let deviation = (W.sumOfSquares / Double(W.count)).squareRoot()
            found.expect(deviation > 0, "All weights of \(W.shape) are zero: no two units would ever differ.")
            let mean = W.sumOfEntries() / Double(W.count)
            found.expect(
                abs(mean) <= 5 * deviation / Double(W.count).squareRoot(), "The mean of \(W.shape) weights is \(mean).")
        }
        return found.sentences
    }

    /// Rests at a zero gradient, goes down a parabola, keeps NaN, and decides from its arguments alone.
    public static func violations(of optimizer: any Optimizer, using random: Random = checkStream) -> [String] {
        var found = Violations()
        var random = random
        let W = Matrix<Double>(normal: 3, 7, using: &random)
        let zero = Matrix<Double>(rows: 3, columns: 7)
        let rested = steps(optimizer, 1, from: W, decay: 0) { _ in zero }
        found.expect(rested.isIdentical(to: W), "A first step with gradient zero moves the weights.")
        let down = steps(optimizer, 50, from: W, decay: 0) { $0 }
        found.expect(
            down.isFinite && down.norm < W.norm, "50 steps down |W|^2 / 2 lead from norm \(W.norm) to \(down.norm).")
        found.expect(
            down.isIdentical(to: steps(optimizer, 50, from: W, decay: 0) { $0 }), "The same steps give other bits.")
        let decayed = steps(optimizer, 50, from: W, decay: 1) { _ in zero }
        found.expect(decayed.norm < W.norm, "A decay of 1 and no other gradient does not shrink the weights.")
        var spoilt = zero
        spoilt[1, 3] = .nan
        found.expect(
            steps(optimizer, 1, from: W, decay: 0) { _ in spoilt }[1, 3].isNaN, "A gradient of NaN becomes a number.")
        return found.sentences
    }

    private static func steps(
        _ optimizer: any Optimizer, _ count: Int, from start: Matrix<Double>, decay: Double,
        gradient: (Matrix<Double>) -> Matrix<Double>
    ) -> Matrix<Double> {
        var W = start
        var state = optimizer.stateNames.map { _ in Matrix<Double>(rows: W.rows, columns: W.columns) }
        for step in 0..<count {
            optimizer.update(
                &W, gradient: gradient(W), state: &state, UpdateContext(rate: 0.01, decay: decay, step: step))
        }
        return W
    }
}

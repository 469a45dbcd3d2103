import Components
import Foundation
import Standard
import Tensor
import TestSupport
import Testing

/// One weight with what its optimizer keeps.
private struct Weight {
    var w = 1.0
    var m = 0.0
    var v = 0.0
}

@Suite struct OptimizerTests {
    /// Every update once more, on one number: the weight, its gradient, rate, decay, and the update counted from 1.
    private static let recurrences: [String: @Sendable (inout Weight, Double, Double, Double, Double) -> Void] = [
        "sgd": { x, d, eta, decay, _ in x.w -= eta * (d + decay * x.w) },
        "momentum": { x, d, eta, decay, _ in
            x.v = 0.9 * x.v + d + decay * x.w
            x.w -= eta * x.v
        },
        "nesterov": { x, d, eta, decay, _ in
            let g = d + decay * x.w
            x.v = 0.9 * x.v + g
            x.w -= eta * (g + 0.9 * x.v)
        },
        "rmsprop": { x, d, eta, decay, _ in
            let g = d + decay * x.w
            x.v = 0.9 * x.v + 0.1 * g * g
            x.w -= eta * g / (x.v.squareRoot() + 1e-8)
        },
        "adam": { x, d, eta, decay, t in
            let g = d + decay * x.w
            x.m = 0.9 * x.m + 0.1 * g
            x.v = 0.999 * x.v + 0.001 * g * g
            x.w -= eta * (x.m / (1 - pow(0.9, t))) / ((x.v / (1 - pow(0.999, t))).squareRoot() + 1e-8)
        },
        "adamw": { x, d, eta, decay, t in
            x.w -= eta * decay * x.w
            x.m = 0.9 * x.m + 0.1 * d
            x.v = 0.999 * x.v + 0.001 * d * d
            x.w -= eta * (x.m / (1 - pow(0.9, t))) / ((x.v / (1 - pow(0.999, t))).squareRoot() + 1e-8)
        },
    ]

    /// Fifty updates of a matrix with its own gradients, in one precision.
    private func updated<S: Scalar>(_ name: String, _ gradients: [Matrix<Double>], as type: S.Type) throws -> Matrix<S>
    {
        let optimizer = try Standard.registry().optimizer(name)
        var W = Matrix<S>(rows: 3, columns: 7, repeating: 1)
        var state = optimizer.stateNames.map { _ in Matrix<S>(rows: 3, columns: 7) }
        for (step, gradient) in gradients.enumerated() {
            optimizer.update(&W, gradient: gradient.converted(), state: &state, context(step))
        }
        return W
    }

    /// A rate that changes, so that it may not hide in the state.
    private func context(_ step: Int) -> UpdateContext {
        UpdateContext(rate: 0.01 + 0.001 * Double(step % 5), decay: 0.2, step: step)
    }

    @Test(arguments: names(.optimizer)) func followsItsRecurrence(name: String) throws {
        let recurrence = try #require(Self.recurrences[name], "write the recurrence of \(name) down")
        var random = Random.forTest()
        let gradients = (0..<50).map { _ in Matrix<Double>.random(3, 7, using: &random) }
        let W = try updated(name, gradients, as: Double.self)
        for entry in 0..<21 {
            var weight = Weight()
            for (step, gradient) in gradients.enumerated() {
                let context = context(step)
                recurrence(&weight, gradient.entries[entry], context.rate, context.decay, Double(step + 1))
            }
            #expect(abs(W.entries[entry] - weight.w) < 1e-12, "\(W.entries[entry]), \(weight.w)")
        }
        let float = try updated(name, gradients, as: Float.self)
        #expect(float.converted().maximumDifference(to: W) < 1e-5)
    }

    /// Down a bowl that is thirty times steeper one way than the other.
    @Test(arguments: names(.optimizer)) func reachesTheBottomOfABowl(name: String) throws {
        let optimizer = try Standard.registry().optimizer(name)
        let steepness = Matrix<Double>(rows: 1, columns: 2, [1, 30])
        var W = Matrix<Double>(rows: 1, columns: 2, [3, -2])
        var state = optimizer.stateNames.map { _ in Matrix<Double>(rows: 1, columns: 2) }
        for step in 0..<2000 {
            var gradient = W
            gradient.map(W, steepness) { $0 * $1 }
            optimizer.update(
                &W, gradient: gradient, state: &state,
                UpdateContext(rate: 0.03 / (1 + 0.01 * Double(step)), decay: 0, step: step))
        }
        #expect(W.norm < 0.02, "\(W.entries)")
    }

    /// Without a gradient adamw shrinks weights by the rate times the decay; adam, which scales by size, does not.
    @Test func decoupledDecayActsOnTheWeightsThemselves() throws {
        let rest = [Matrix<Double>](repeating: Matrix(rows: 3, columns: 7), count: 10)
        let expected = (0..<10).reduce(1.0) { $0 * (1 - context($1).rate * 0.2) }
        #expect(abs(try updated("adamw", rest, as: Double.self)[0, 0] - expected) < 1e-14)
        #expect(abs(try updated("adam", rest, as: Double.self)[0, 0] - expected) > 0.05)
    }
}

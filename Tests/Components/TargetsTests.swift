import Components
import Tensor
import Testing

@Suite struct TargetsTests {
    @Test func labelsAreWrittenOutAndForgottenAgain() {
        var targets = Targets<Double>([1, 0], classes: 2)
        #expect(!targets.isSoft)
        targets.soften()
        targets.soften()
        #expect(targets.isSoft && targets.shares == Matrix(rows: 2, columns: 2, [0, 1, 1, 0]))
        targets.renew { $0 = [0, 1, 1] }
        #expect(!targets.isSoft && targets.count == 3 && targets.labels == [0, 1, 1])
        targets.soften()
        #expect(targets.shares == Matrix(rows: 3, columns: 2, [1, 0, 0, 1, 0, 1]))
    }

    /// Twice: what is mixed already can be mixed again.
    @Test func mixturesAreOfWhatWasThereBefore() {
        var targets = Targets<Double>([0, 1, 2], classes: 3)
        targets.mix(with: [1, 2, 0], share: 0.75)
        #expect(targets.shares == Matrix(rows: 3, columns: 3, [0.75, 0.25, 0, 0, 0.75, 0.25, 0.25, 0, 0.75]))
        targets.mix(with: [0, 0, 0], share: 0.5)
        #expect(targets.shares.row(1) == [0.375, 0.5, 0.125])
        #expect(targets.converted(to: Float.self).shares.row(1) == [0.375, 0.5, 0.125])
    }
}

@Suite struct ChainTests {
    /// An augmentation that is registered as a loaded plugin is, and adds a number.
    private struct Plus: Augmentation {
        let amount: Double

        func apply<S: Scalar>(
            to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend
        ) {
            X.apply { 2 * $0 + S(amount) }
        }
    }

    @Test func loadedAugmentationsAreChainedAsWell() throws {
        var registry = Registry()
        let info = ComponentInfo(
            .augmentation, "plus", summary: "s", formula: "f", source: "s",
            parameters: [.number("amount", default: 1, in: -1e9...1e9, "a")])
        try registry.register(info) { Plus(amount: $0["amount"]) }
        #expect(try registry.resolve(.augmentation, "plus:1e+3+plus") == "plus:amount=1000+plus:amount=1")
        let chain = try registry.augmentation("plus:1e+3+plus")
        var X = Matrix<Double>(rows: 1, columns: 1, [1])
        var targets = Targets<Double>([0], classes: 2)
        var random = Random(seed: 1, purpose: .augmentation)
        chain.apply(to: &X, &targets, shape: nil, using: &random, on: try Backend())
        #expect(X[0, 0] == 2 * (2 * 1 + 1000) + 1 && !targets.isSoft)
    }
}

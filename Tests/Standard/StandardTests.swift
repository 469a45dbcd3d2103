import Components
import Foundation
import Platform
import Standard
import Tensor
import TestSupport
import Testing

/// The built-in names of a kind.
private func names(_ kind: ComponentKind) -> [String] {
    Standard.components.map { $0.info }.filter { $0.kind == kind }.map(\.name)
}

@Suite struct StandardRegistrationTests {
    @Test func everyFileIsRegisteredAndDocumented() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Plugins/Standard")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        let components = try files.filter { try String(contentsOf: $0, encoding: .utf8).contains("static let info") }
        #expect(components.count == Standard.components.count)
        for info in Standard.components.map({ $0.info }) {
            #expect(!info.summary.isEmpty && !info.formula.isEmpty && !info.source.isEmpty, "\(info.name)")
        }
        _ = try Standard.registry()
    }
}

@Suite struct ActivationTests {
    let registry: Registry

    init() throws { registry = try Standard.registry() }

    @Test(
        arguments: [
            ("relu", 2), ("leaky_relu:slope=0.5", 1.6), ("elu", 1), ("sigmoid", 1), ("tanh", 1), ("identity", 1),
        ])
    func hasItsGainAndOnlyReLUIsFused(text: String, gain: Double) throws {
        let activation = try registry.activation(text)
        #expect(activation.gain == gain)
        #expect(activation.isReLU == (text == "relu"))
    }

}

@Suite struct ScheduleTests {
    private static let length = TrainingLength(steps: 1000, stepsPerEpoch: 50)

    private func rate(_ text: String, _ step: Int) throws -> Double {
        try Standard.registry().schedule(text).rate(at: step, of: Self.length)
    }

    @Test(
        arguments: [
            ("constant:eta=0.3", 7, 0.3), ("cyclical:eta_min=0.1,eta_max=1.1,step_size=10", 0, 0.1),
            ("cyclical:eta_min=0.1,eta_max=1.1,step_size=10", 10, 1.1),
            ("cyclical:eta_min=0.1,eta_max=1.1,step_size=10", 15, 0.6),
            ("cyclical:eta_min=0.1,eta_max=1.1,step_size=10", 20, 0.1),
            ("cyclical:eta_min=0.1,eta_max=1.1,step_size=10", 33, 0.8),
            ("step_decay:eta=1,factor=0.5,every=2", 99, 1), ("step_decay:eta=1,factor=0.5,every=2", 100, 0.5),
            ("exponential:eta=1,factor=0.9", 49, 1), ("exponential:eta=1,factor=0.9", 100, 0.81),
            ("cosine:eta_max=1,eta_min=0", 0, 1), ("cosine:eta_max=1,eta_min=0", 500, 0.5),
            ("cosine:eta_max=1,eta_min=0.2", 1000, 0.2), ("cosine:eta_max=1,warmup=10", 4, 0.5),
            ("one_cycle:eta_max=1,start=0.1,peak=0.5", 0, 0.1), ("one_cycle:eta_max=1,start=0.1,peak=0.5", 500, 1),
            ("one_cycle:eta_max=1,end=0.01", 1000, 0.01),
        ] as [(String, Int, Double)])
    func hasTheRateOfItsFormula(text: String, step: Int, expected: Double) throws {
        #expect(abs(try rate(text, step) - expected) < 1e-12)
    }

    @Test(
        arguments: [
            ("cyclical:eta_min=0.2,eta_max=0.7,step_size=30", 0.2...0.7), ("cosine:eta_max=0.7,eta_min=0.2", 0.2...0.7),
            ("one_cycle:eta_max=0.7,start=0.2,end=0.1,peak=0.4", 0.07...0.7), ("cosine:eta_max=1,eta_min=1", 1...1),
            ("one_cycle:eta_max=1,peak=0", 1e-4...1), ("one_cycle:eta_max=1,peak=1", 0.04...1),
        ])
    func spansItsDeclaredBounds(text: String, bounds: ClosedRange<Double>) throws {
        let rates = try (0...1000).map { try rate(text, $0) }
        let (lowest, highest) = try (#require(rates.min()), #require(rates.max()))
        #expect(abs(lowest - bounds.lowerBound) < 1e-12 && abs(highest - bounds.upperBound) < 1e-12)
    }

    @Test(arguments: names(.schedule)) func onlyTheCyclicalRateHasCycles(name: String) throws {
        let cycle = try Standard.registry().schedule(name).cycleLength
        #expect(cycle == (name == "cyclical" ? 4500 : nil))
    }

    @Test(arguments: ["cyclical", "cosine"]) func aFootAboveTheTopIsRefused(name: String) {
        #expect { try Standard.registry().schedule("\(name):eta_min=1,eta_max=0.5") } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("eta_min is 1.0, above eta_max 0.5")
        }
    }
}

@Suite struct InitializerTests {
    @Test(
        arguments: [
            ("he", 2, (2.0 / 400).squareRoot()), ("he", 1, (1.0 / 400).squareRoot()),
            ("xavier", 2, (2.0 / 700).squareRoot()), ("normal:sigma=0.03", 2, 0.03),
        ])
    func hasItsDeviation(text: String, gain: Double, deviation: Double) throws {
        var random = Random.forTest()
        var W = Matrix<Double>(rows: 300, columns: 400)
        try Standard.registry().initializer(text).fill(&W, gain: gain, using: &random)
        let mean = W.entries.reduce(0, +) / Double(W.count)
        // Five standard errors of 120,000 draws.
        #expect(abs(mean) < 5 * deviation / 346)
        #expect(abs((W.sumOfSquares / Double(W.count)).squareRoot() / deviation - 1) < 5 / 490)
    }

}

@Suite struct OptimizerTests {
    /// Two steps on one weight: W = 1, dW = 0.5, eta = 0.1, decay = 0.2, mu = 0.9, worked out by hand.
    ///
    /// The first gradient of the cost is 0.7; without momentum W becomes 0.93, with Nesterov's form 0.867.
    private static let results: [(String, Double)] = [
        ("sgd", 0.8614), ("momentum", 0.7984), ("momentum:nesterov=true", 0.682354),
    ]

    @Test(arguments: results)
    func followsItsFormula(text: String, expected: Double) throws {
        let optimizer = try Standard.registry().optimizer(text)
        var W = Matrix<Double>(rows: 1, columns: 1, [1])
        var state = optimizer.stateNames.map { _ in Matrix<Double>(rows: 1, columns: 1) }
        for step in 0..<2 {
            optimizer.update(
                &W, gradient: Matrix(rows: 1, columns: 1, [0.5]), state: &state,
                UpdateContext(rate: 0.1, decay: 0.2, step: step))
        }
        #expect(abs(W[0, 0] - expected) < 1e-12, "\(W[0, 0])")
    }
}

@Suite struct AugmentationTests {
    private let shape = ImageShape(channels: 3, height: 4, width: 5)

    private func apply(_ text: String, position: Int = 0) throws -> (before: Matrix<Double>, after: Matrix<Double>) {
        var random = Random.forTest()
        let X = Matrix<Double>.random(200, 60, using: &random)
        var changed = X
        var stream = Random.forTest(position)
        try Standard.registry().augmentation(text).apply(to: &changed, shape: shape, using: &stream, on: Backend())
        return (X, changed)
    }

    @Test func noiseHasItsShareOfTheDeviation() throws {
        let (before, after) = try apply("gaussian_noise:fraction=0.3")
        let noise = zip(after.entries, before.entries).map { $0 - $1 }
        let deviation = (noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)).squareRoot()
        let whole = (before.sumOfSquares / Double(before.count)).squareRoot()
        #expect(abs(deviation / whole - 0.3) < 0.01)
    }

    /// The deviation is measured about the mean: a batch far from zero gets no more noise.
    @Test func noiseDoesNotGrowWithTheMean() throws {
        var random = Random.forTest()
        var X = Matrix<Double>.random(200, 60, using: &random)
        X.apply { $0 + 100 }
        let before = X.entries
        try Standard.registry().augmentation("gaussian_noise:fraction=0.3").apply(
            to: &X, shape: nil, using: &random, on: Backend())
        let noise = zip(X.entries, before).map { $0 - $1 }
        #expect(abs((noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)).squareRoot() - 0.3) < 0.01)
    }

    @Test func mirroringTwiceChangesNothing() throws {
        let flip = try Standard.registry().augmentation("horizontal_flip:probability=1")
        let backend = try Backend()
        var random = Random.forTest()
        let X = Matrix<Float>.random(7, 60, using: &random)
        var twice = X
        flip.apply(to: &twice, shape: shape, using: &random, on: backend)
        #expect(twice != X)
        flip.apply(to: &twice, shape: shape, using: &random, on: backend)
        #expect(twice == X)
    }

    @Test func mirrorsTheStatedShareOfTheImages() throws {
        var random = Random.forTest()
        let X = Matrix<Float>.random(4000, 60, using: &random)
        var mirrored = X
        try Standard.registry().augmentation("flip:probability=0.25").apply(
            to: &mirrored, shape: shape, using: &random, on: Backend())
        let share = Double((0..<4000).count { mirrored[$0, 0] != X[$0, 0] }) / 4000
        // Five standard errors.
        #expect(abs(share - 0.25) < 5 * (0.25 * 0.75 / 4000).squareRoot())
    }

    @Test(arguments: names(.augmentation)) func onlyMirroringNeedsImages(name: String) throws {
        let augmentation = try Standard.registry().augmentation(name)
        try augmentation.check(shape: shape)
        guard name == "horizontal_flip" else { return try augmentation.check(shape: nil) }
        #expect { try augmentation.check(shape: nil) } throws: { ($0 as? LabError)?.kind == .usage }
    }

    @Test func aMirrorImageHasItsRowsReversed() throws {
        let (before, after) = try apply("horizontal_flip:probability=1")
        for row in 0..<12 {
            #expect(after.row(3)[row * 5..<row * 5 + 5].elementsEqual(before.row(3)[row * 5..<row * 5 + 5].reversed()))
        }
    }
}

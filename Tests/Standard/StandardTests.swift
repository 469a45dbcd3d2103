import Components
import Foundation
import Platform
import Standard
import Tensor
import TestSupport
import Testing

/// The built-in names of a kind.
func names(_ kind: ComponentKind) -> [String] {
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

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
    /// A file with a record holds one component, which Standard.swift lists; a file without one serves those that have.
    @Test func everyFileIsRegistered() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Plugins/Standard")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        let registered = Set(Standard.components.map { String(describing: $0) })
        var found: Set<String> = []
        for file in files {
            let code = try String(contentsOf: file, encoding: .utf8)
            let types = code.matches(of: /(?:struct|class|enum) (\w+)[^{]*\{[^{}]*static let info\b/).map {
                String($0.1)
            }
            #expect(types.count == code.matches(of: /static let info\b/).count, "\(file.lastPathComponent)")
            #expect(types.count < 2, "\(file.lastPathComponent) holds \(types)")
            for type in types { #expect(registered.contains(type), "\(type) stands in no line of Standard.swift") }
            found.formUnion(types)
        }
        #expect(found == registered)
        _ = try Standard.registry()
    }

    @Test(arguments: Standard.components.map { $0.info }.map { ($0.kind, $0.name) })
    func everyComponentIsDocumented(kind: ComponentKind, name: String) throws {
        let info = try #require(Standard.components.map { $0.info }.first { $0.kind == kind && $0.name == name })
        #expect(name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil)
        let isSentence = { (text: String) in text.count > 10 && text.hasSuffix(".") }
        #expect(isSentence(info.summary), "\(info.summary)")
        #expect(!info.formula.isEmpty && info.source.count > 5)
        for parameter in info.parameters {
            #expect(parameter.summary.count > 5 && !parameter.expectation.isEmpty, "\(parameter.name)")
            #expect(parameter.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(parameter.name)")
        }
    }
}

@Suite struct ActivationTests {
    let registry: Registry

    init() throws { registry = try Standard.registry() }

    /// 1 / E[f(z)^2] for the smooth rectifiers, 1 for what is the identity near zero, and for selu both at once.
    @Test(
        arguments: [
            ("relu", 2), ("leaky_relu:slope=0.5", 1.6), ("elu", 1), ("sigmoid", 1), ("tanh", 1), ("identity", 1),
            ("selu", 1), ("gelu", 2.3517), ("gelu:approximate=true", 2.3517), ("silu", 2.8108), ("silu:beta=0", 4),
            ("silu:beta=10", 2.0049), ("softplus", 1.0855), ("hard_swish", 3.016),
        ])
    func hasItsGainAndOnlyReLUIsFused(text: String, gain: Double) throws {
        let activation = try registry.activation(text)
        #expect(abs(activation.gain - gain) < 1e-4, "\(activation.gain)")
        #expect(activation.isReLU == (text == "relu"))
    }

    /// The gain from samples: selu's own fixed point shows that its constants are right.
    @Test(arguments: ["relu", "selu", "gelu", "silu:beta=2", "softplus", "hard_swish"])
    func theGainKeepsTheSecondMoment(text: String) throws {
        let activation = try registry.activation(text)
        var random = Random.forTest()
        let Z = Matrix<Double>.random(500, 1000, using: &random)
        var A = Z
        activation.forward(Z, into: &A)
        let moment = A.sumOfSquares / Double(A.count) * activation.gain
        // Five standard errors of half a million draws whose squares deviate by 2 at most.
        #expect(abs(moment - 1) < 5 * 2.5 / 707, "\(moment)")
    }

    /// Digits that the plain formulas lose: far out, and where 1 - something near 1 would be taken.
    @Test(
        arguments: [
            ("softplus", -1000, 0, 0), ("softplus", 1000, 1000, 1), ("softplus", -40, 4.248354255291589e-18, 1),
            ("gelu", -1000, 0, 0), ("gelu", 1000, 1000, 1), ("gelu", -10, -7.619853024160525e-23, 1),
            ("gelu:approximate=true", -1000, 0, 0), ("gelu:approximate=true", 1000, 1000, 1),
            ("silu", -1000, 0, 0), ("silu", 1000, 1000, 1), ("silu", -40, -1.6993417021166355e-16, 1),
            ("selu", -1000, -1.7580993408473766, 0), ("selu", 1000, 1050.7009873554805, 1.0507009873554805),
            ("hard_swish", -1000, 0, 0), ("hard_swish", 1000, 1000, 1), ("hard_swish", 1, 2.0 / 3, 5.0 / 6),
        ] as [(String, Double, Double, Double)])
    func keepsItsDigitsFarOut(text: String, z: Double, value: Double, slope: Double) throws {
        try check(Double.self, text, z, value, slope, within: 1e-13)
        try check(Float.self, text, z, value, slope, within: 1e-5)
    }

    private func check<S: Scalar>(
        _ type: S.Type, _ text: String, _ z: Double, _ value: Double, _ slope: Double, within bound: Double
    ) throws {
        let activation = try registry.activation(text)
        let Z = Matrix<S>(rows: 1, columns: 1, [S(z)])
        var (A, dZ) = (Z, Z)
        activation.forward(Z, into: &A)
        activation.backward(Matrix(rows: 1, columns: 1, [1]), input: Z, output: A, into: &dZ)
        #expect(abs(Double(A[0, 0]) - value) <= bound * abs(value), "f = \(A[0, 0])")
        if abs(z) == 1000 || z == 1 { #expect(abs(Double(dZ[0, 0]) - slope) <= bound * slope, "f' = \(dZ[0, 0])") }
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
            ("polynomial:eta=1,power=2", 0, 1), ("polynomial:eta=1,power=2", 500, 0.25),
            ("polynomial:eta=1.2,eta_min=0.2,power=1", 900, 0.3), ("polynomial:eta=1,eta_min=0.3", 1000, 0.3),
            ("cyclical_decay:eta_min=0.1,eta_max=1.1,step_size=10", 10, 1.1),
            ("cyclical_decay:eta_min=0.1,eta_max=1.1,step_size=10", 20, 0.1),
            ("cyclical_decay:eta_min=0.1,eta_max=1.1,step_size=10", 30, 0.6),
            ("triangular2:eta_min=0.1,eta_max=1.1,step_size=10", 50, 0.35),
            ("cyclical_decay:eta_min=0,eta_max=1,step_size=10,factor=0.25,smooth=true", 10, 0.5),
            ("cyclical_decay:eta_min=0,eta_max=1,step_size=10,factor=0.25,smooth=true", 30, 0.125),
            ("cyclical_decay:eta_min=0.1,eta_max=1.1,step_size=10,factor=1", 33, 0.8),
        ] as [(String, Int, Double)])
    func hasTheRateOfItsFormula(text: String, step: Int, expected: Double) throws {
        #expect(abs(try rate(text, step) - expected) < 1e-12)
    }

    @Test(
        arguments: [
            ("cyclical:eta_min=0.2,eta_max=0.7,step_size=30", 0.2...0.7), ("cosine:eta_max=0.7,eta_min=0.2", 0.2...0.7),
            ("one_cycle:eta_max=0.7,start=0.2,end=0.1,peak=0.4", 0.07...0.7), ("cosine:eta_max=1,eta_min=1", 1...1),
            ("polynomial:eta=0.7,eta_min=0.2", 0.2...0.7),
            ("cyclical_decay:eta_min=0.2,eta_max=0.7,step_size=30", 0.2...0.7),
            ("one_cycle:eta_max=1,peak=0", 1e-4...1), ("one_cycle:eta_max=1,peak=1", 0.04...1),
        ])
    func spansItsDeclaredBounds(text: String, bounds: ClosedRange<Double>) throws {
        let rates = try (0...1000).map { try rate(text, $0) }
        let (lowest, highest) = try (#require(rates.min()), #require(rates.max()))
        #expect(abs(lowest - bounds.lowerBound) < 1e-12 && abs(highest - bounds.upperBound) < 1e-12)
    }

    @Test(arguments: names(.schedule)) func onlyCyclicalRatesHaveCycles(name: String) throws {
        let cycle = try Standard.registry().schedule(name).cycleLength
        #expect(cycle == (name.hasPrefix("cyclical") ? 4500 : nil))
    }

    @Test(arguments: [
        ("cyclical", "eta_max"), ("cyclical_decay", "eta_max"), ("cosine", "eta_max"), ("polynomial", "eta"),
    ])
    func aFootAboveTheTopIsRefused(name: String, top: String) {
        #expect { try Standard.registry().schedule("\(name):eta_min=1,\(top)=0.5") } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("\(name): eta_min is 1.0, above \(top) 0.5")
        }
    }
}

@Suite struct InitializerTests {
    @Test(
        arguments: [
            ("he", 2, 2.0 / 400), ("he", 1, 1.0 / 400), ("he:uniform=true", 2, 2.0 / 400), ("xavier", 2, 2.0 / 700),
            ("xavier:uniform=true", 2, 2.0 / 700), ("lecun", 2, 1.0 / 400), ("lecun:uniform=true", 2, 1.0 / 400),
            ("normal:sigma=0.03", 2, 0.0009), ("normal:0.03", 2, 0.0009), ("orthogonal", 2, 2.0 / 400),
            ("orthogonal:gain=0.5", 2, 0.5 / 400),
        ] as [(String, Double, Double)])
    func hasItsVariance(text: String, gain: Double, variance: Double) throws {
        let deviation = variance.squareRoot()
        var random = Random.forTest()
        var W = Matrix<Double>(rows: 300, columns: 400)
        try Standard.registry().initializer(text).fill(&W, gain: gain, using: &random)
        let mean = W.entries.reduce(0, +) / Double(W.count)
        // Five standard errors of 120,000 draws.
        #expect(abs(mean) < 5 * deviation / 346)
        #expect(abs((W.sumOfSquares / Double(W.count)).squareRoot() / deviation - 1) < 5 / 490)
    }

    @Test(arguments: ["he", "xavier", "lecun"]) func uniformWeightsStayWithinTheirBound(name: String) throws {
        var random = Random.forTest()
        var W = Matrix<Double>(rows: 100, columns: 100)
        try Standard.registry().initializer("\(name):uniform=true").fill(&W, gain: 1, using: &random)
        let largest = try #require(W.entries.map(abs).max())
        #expect(largest <= 0.03.squareRoot() && largest > 0.99 * 0.03.squareRoot())
    }

    /// The shorter side is orthonormal, times the root of the gain.
    @Test(arguments: [(1, 1), (5, 9), (9, 5), (64, 64), (31, 200), (200, 31)])
    func orthogonalWeightsAreOrthogonal(rows: Int, columns: Int) throws {
        var random = Random.forTest()
        var W = Matrix<Double>(rows: rows, columns: columns)
        try Standard.registry().initializer("orthogonal:gain=3").fill(&W, gain: 2, using: &random)
        let (isWide, n) = (rows < columns, min(rows, columns))
        var square = Matrix<Double>(rows: n, columns: n)
        square.setProduct(W, transposeA: !isWide, W, transposeB: isWide, on: try Backend())
        for i in 0..<n { square[i, i] -= 18 }
        #expect(square.maximumDifference(to: Matrix(rows: n, columns: n)) < 1e-12)
    }

    /// Uniform over all rotations: the trace has mean 0 and variance 1, which without the signs of R it has not.
    @Test func orthogonalWeightsAreUniformOverRotations() throws {
        let orthogonal = try Standard.registry().initializer("orthogonal")
        var random = Random.forTest()
        let traces = (0..<2000).map { _ -> Double in
            var W = Matrix<Double>(rows: 4, columns: 4)
            orthogonal.fill(&W, gain: 1, using: &random)
            return W[0, 0] + W[1, 1] + W[2, 2] + W[3, 3]
        }
        let mean = traces.reduce(0, +) / 2000
        let variance = traces.reduce(0) { $0 + $1 * $1 } / 2000 - mean * mean
        // Five standard errors.
        #expect(
            abs(mean) < 5 / 2000.0.squareRoot() && abs(variance - 1) < 5 * (2 / 2000.0).squareRoot(),
            "\(mean) \(variance)")
    }
}

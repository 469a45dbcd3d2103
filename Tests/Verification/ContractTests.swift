import Components
import Standard
import Tensor
import TestSupport
import Testing
import Verification

@Suite struct ContractTests {
    static let registered = Standard.components.map { $0.info }.map { ($0.kind, $0.name) }

    @Test(arguments: registered) func everyComponentKeepsItsPromises(kind: ComponentKind, name: String) throws {
        #expect(try Contract.violations(of: kind, name, in: Standard.registry(), seed: testSeed) == [])
    }

    @Test(
        arguments: [
            (.activation, "leaky_relu:slope=0.3"), (.activation, "elu:alpha=0.01"), (.schedule, "cosine:warmup=100"),
            (.schedule, "one_cycle:peak=0"), (.schedule, "one_cycle:peak=1"), (.schedule, "cyclical:step_size=1"),
            (.optimizer, "nesterov:mu=0.5"), (.augmentation, "gaussian_noise:fraction=1"),
            (.augmentation, "horizontal_flip:probability=1"), (.augmentation, "translate:pixels=0"),
            (.augmentation, "salt_pepper:fraction=1,level=0.5"), (.augmentation, "mixup:alpha=1+mixup:alpha=1+cutout"),
            (.augmentation, "flip:1+none"), (.augmentation, "flip+translate:2+noise"), (.placement, "before:factor=0"),
            (.optimizer, "adam:beta1=0,beta2=0"), (.loss, "cross_entropy:smoothing=0.9"),
        ] as [(ComponentKind, String)])
    func optionsKeepThemToo(kind: ComponentKind, text: String) throws {
        #expect(try Contract.violations(of: kind, text, in: Standard.registry(), seed: testSeed) == [])
    }
}

/// An activation with one promise broken; without a fault it is the identity.
private struct BrokenActivation: Activation {
    enum Fault: String, CaseIterable {
        case shape, unsized, memory, neighbours, overflow, nan, derivative, kink, jump, gain
    }

    final class Memory: @unchecked Sendable { var calls = 0.0 }

    let fault: Fault?
    let memory = Memory()

    var gain: Double { fault == .gain ? 0 : 1 }

    func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) {
        memory.calls += 1
        if fault == .unsized { return }
        if fault == .shape { return A.assign(Matrix(rows: Z.rows + 1, columns: Z.columns)) }
        let shift = fault == .memory ? S(memory.calls) : fault == .neighbours ? Z[0, 0] : 0
        A.map(Z) { z in
            switch fault {
            case .overflow: S.exp(z)
            case .nan: z.isNaN ? 0 : z
            case .kink: abs(z - S(0.3))
            case .jump: z > 2 ? z + 1 : z
            default: z + shift
            }
        }
    }

    func backward<S: Scalar>(
        _ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>
    ) {
        dZ.map(dA, Z) { dA, z in
            switch fault {
            case .derivative: S(1.001) * dA
            case .overflow: dA * S.exp(z)
            case .kink: z > S(0.3) ? dA : -dA
            default: dA
            }
        }
        if fault == .shape { dZ.reserve(rows: Z.rows) }
    }
}

/// A schedule with one promise broken.
private struct BrokenSchedule: Schedule {
    enum Fault: CaseIterable { case outside, negative, nan, memory }

    final class Memory: @unchecked Sendable { var calls = 0.0 }

    let fault: Fault
    let memory = Memory()

    var range: ClosedRange<Double> { fault == .negative ? -1...1 : 0...1 }

    func rate(at step: Int, of length: TrainingLength) -> Double {
        memory.calls += 1e-9
        return switch fault {
        case .outside: step == 700 ? 1.01 : 1
        case .nan: step == 3 ? .nan : 1
        case .memory: 0.5 + memory.calls
        case .negative: 0.1
        }
    }
}

/// An augmentation with one promise broken.
private struct BrokenAugmentation: Augmentation {
    enum Fault: CaseIterable { case mean, memory, fixed, declared, targets, infinite, refusal }

    final class Memory: @unchecked Sendable { var calls = 0 }

    var isRandom: Bool { fault != .declared }

    let fault: Fault
    let memory = Memory()

    func check(shape: ImageShape?) throws { if fault == .refusal { throw CancellationError() } }

    func apply<S: Scalar>(to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend) {
        memory.calls += 1
        let calls = S(memory.calls)
        switch fault {
        case .mean: X.addNormal(deviation: 0.1, using: &random); X.apply { $0 + 0.2 }
        case .memory: X.addNormal(deviation: 0.1, using: &random); X.apply { $0 * (1 + calls / 1000) }
        case .fixed: X.apply { -$0 + 0.6 }
        case .infinite: X.addNormal(deviation: 0.1, using: &random); X[0, 0] = .infinity
        case .declared, .targets: X.addNormal(deviation: 0.1, using: &random)
        case .refusal: break
        }
    }

    func apply<S: Scalar>(
        to X: inout Matrix<S>, _ targets: inout Targets<S>, shape: ImageShape?, using random: inout Random,
        on backend: Backend
    ) {
        apply(to: &X, shape: shape, using: &random, on: backend)
        if fault == .targets { targets.mix(with: (0..<Int32(X.rows)).map { $0 }, share: 2); targets.smooth(-1) }
    }
}

/// The contracts themselves: each promise, once broken, is named.
@Suite struct BrokenPromiseTests {
    @Test func theIdentityKeepsAll() {
        #expect(Contract.violations(of: BrokenActivation(fault: nil)) == [])
    }

    @Test(
        arguments: [
            (.shape, "out of 1 x 1"), (.unsized, "makes 0 x"), (.memory, "other bits"),
            (.neighbours, "when it is alone"), (.overflow, "not finite"),
            (.nan, "stay NaN"), (.derivative, "backward gives"), (.kink, "f' jumps by"), (.jump, "f jumps by"),
            (.gain, "gain"),
        ] as [(BrokenActivation.Fault, String)])
    fileprivate func aBrokenActivationIsNamed(fault: BrokenActivation.Fault, words: String) {
        let found = Contract.violations(of: BrokenActivation(fault: fault))
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    @Test(
        arguments: [
            (.outside, "outside"), (.negative, "not one of learning rates"), (.nan, "nan, outside"),
            (.memory, "no pure function"),
        ] as [(BrokenSchedule.Fault, String)])
    fileprivate func aBrokenScheduleIsNamed(fault: BrokenSchedule.Fault, words: String) {
        let found = Contract.violations(of: BrokenSchedule(fault: fault))
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    @Test(
        arguments: [
            (.mean, "mean moves by"), (.memory, "same random stream"), (.fixed, "another random stream"),
            (.infinite, "infinite"), (.refusal, "refuses"), (.declared, "declares that nothing is random"),
            (.targets, "no shares of the classes"),
        ] as [(BrokenAugmentation.Fault, String)])
    fileprivate func aBrokenAugmentationIsNamed(fault: BrokenAugmentation.Fault, words: String) {
        let found = Contract.violations(of: BrokenAugmentation(fault: fault))
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    @Test func brokenPlacementsInitializersAndOptimizersAreNamed() {
        struct Twice: Placement {
            var order: [LayerPart] { [.linear, .normalization, .activation, .normalization] }
            var epsilon: Double { 0 }
            var factor: Double { 2 }
            var isAffine: Bool { true }
        }
        struct Ones: Initializer {
            func fill<S: Scalar>(_ W: inout Matrix<S>, gain: Double, using random: inout Random) { W.apply { _ in 1 } }
        }
        struct Uphill: Optimizer {
            var stateNames: [String] { [] }
            func update<S: Scalar>(
                _ value: inout Matrix<S>, gradient: Matrix<S>, state: inout [Matrix<S>], _ context: UpdateContext
            ) {
                value.map(value, gradient) { w, g in g.isNaN ? w : w * 1.01 + g * S(context.rate) }
            }
        }
        struct Blind: Loss {
            func prepare<S: Scalar>(_ targets: inout Targets<S>) { targets.smooth(1) }
        }
        #expect(Contract.violations(of: Blind()).contains { $0.contains("largest share") })
        #expect(Contract.violations(of: Twice()).count == 3)
        #expect(Contract.violations(of: Ones()).contains { $0.contains("mean of") })
        #expect(Contract.violations(of: Ones()).contains { $0.contains("Another stream") })
        let found = Contract.violations(of: Uphill())
        for words in ["moves the weights", "lead from norm", "does not shrink", "becomes a number"] {
            #expect(found.contains { $0.contains(words) }, "\(words): \(found)")
        }
    }
}

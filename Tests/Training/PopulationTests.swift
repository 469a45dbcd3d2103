import Components
import Data
import Network
import Platform
import Standard
import Tensor
import TestSupport
import Testing
import Training

/// One run of a small population; what it shares with the others is fixed.
private struct SmallMember {
    var lambda = 0.01
    var schedule = "constant:eta=0.05"
    var hidden = [16, 12]
    var placement = "before"
    var activation = "relu"
    var optimizer = "sgd"
    var weightSeed: UInt64 = testSeed
    var dropout = 0.0
    var inputDropout = 0.0
    var loss = "cross_entropy"
    var augmentation = "none"
    var steps = 50
    var seed: UInt64 = testSeed

    /// Members that differ in everything that they may differ in; widths that cut panels, and one without hidden layers.
    static let all = [
        SmallMember(), SmallMember(lambda: 0.3), SmallMember(schedule: "constant:eta=0.2"),
        SmallMember(hidden: [7]), SmallMember(hidden: [33, 5], activation: "tanh"), SmallMember(hidden: []),
        SmallMember(placement: "none"), SmallMember(placement: "after"), SmallMember(activation: "elu"),
        SmallMember(weightSeed: testSeed + 1), SmallMember(optimizer: "momentum"), SmallMember(optimizer: "adam"),
        SmallMember(dropout: 0.2), SmallMember(dropout: 0.1, inputDropout: 0.1),
        SmallMember(loss: "cross_entropy:smoothing=0.1"), SmallMember(steps: 31),
    ]

    func trainer<S: Scalar>(_ type: S.Type, threads: Int = 1) throws -> Trainer<S> {
        let registry = try Standard.registry()
        let network = Network<S>(
            NetworkDescription(
                inputs: 70, hidden: hidden, classes: 3, activation: try registry.activation(activation),
                placement: try registry.placement(placement), initializer: try registry.initializer("he"),
                seed: weightSeed, dropout: dropout, inputDropout: inputDropout))
        let plan = TrainingPlan(
            steps: steps, batchSize: 32, evalEvery: 20, evalBatchSize: 50, lambda: lambda, seed: seed)
        let splits = Self.splits
        return try Trainer(
            network, on: splits, reader: BatchReader(Normalizer(standardizing: splits.training)),
            optimizer: try registry.optimizer(optimizer), schedule: try registry.schedule(schedule),
            augmentation: try registry.augmentation(augmentation), loss: try registry.loss(loss), plan: plan,
            backend: Backend(threads: threads))
    }

    private static let splits = Splits.small(300, ImageShape(channels: 1, height: 7, width: 10))
}

private func population<S: Scalar>(
    _ members: [SmallMember], _ type: S.Type, threads: Int = 1
) throws -> PopulationTrainer<S> {
    try PopulationTrainer(members.map { try $0.trainer(S.self, threads: threads) }, backend: Backend(threads: threads))
}

extension Trainer {
    fileprivate func difference(to other: Trainer) -> Double {
        #expect(step == other.step)
        return zip(state, other.state).flatMap { zip($0, $1) }.reduce(0) { max($0, abs(Double($1.0 - $1.1))) }
    }
}

@Suite struct PopulationTests {
    @Test(arguments: ["none", "gaussian_noise", "mixup:alpha=1"], [1, 2])
    func membersFollowTheirSeparateRuns(augmentation: String, threads: Int) throws {
        let members = SmallMember.all.map { member in
            var member = member
            member.augmentation = augmentation
            return member
        }
        let together = try population(members, Double.self, threads: threads)
        var losses = members.map { _ in [Double]() }
        var rows = members.map { _ in [HistoryRow]() }
        let isDone = try together.run { member, event in
            if case .training(.step(_, _, let loss)) = event { losses[member].append(loss) }
            if case .training(.evaluation(let row)) = event { rows[member].append(row) }
        }
        #expect(isDone)
        for (i, member) in members.enumerated() {
            let alone = try member.trainer(Double.self)
            var (expected, seen) = ([Double](), [HistoryRow]())
            _ = try alone.run { event in
                if case .step(_, _, let loss) = event { expected.append(loss) }
                if case .evaluation(let row) = event { seen.append(row) }
            }
            // Adam makes whole steps of the rounding in a gradient that is zero, that of a bias before batch norm.
            #expect(together.trainers[i].difference(to: alone) < 1e-7, "member \(i)")
            #expect(losses[i].count == member.steps && zip(losses[i], expected).allSatisfy { abs($0 - $1) < 1e-9 })
            #expect(rows[i].map(\.step) == seen.map(\.step) && rows[i].map(\.eta) == seen.map(\.eta))
            #expect(zip(rows[i], seen).allSatisfy { abs($0.validation.cost - $1.validation.cost) < 1e-9 })
        }
    }

    @Test func soTheyDoInFloat() throws {
        // Not Adam's, which makes whole steps of the rounding in a gradient that is zero.
        let members = SmallMember.all.filter { $0.optimizer != "adam" }
        let together = try population(members, Float.self)
        _ = try together.run { _, _ in }
        for (i, member) in members.enumerated() {
            let alone = try member.trainer(Float.self)
            _ = try alone.run { _ in }
            #expect(together.trainers[i].difference(to: alone) < 2e-3, "member \(i)")
        }
    }

    @Test(arguments: [2, 3]) func bitsDoNotDependOnThreads(threads: Int) throws {
        let populations = try [1, threads].map { try population(SmallMember.all, Float.self, threads: $0) }
        for population in populations { _ = try population.run { _, _ in } }
        #expect(populations[0].trainers.map(\.state) == populations[1].trainers.map(\.state))
    }

    /// A sweep that goes on after a crash brings its runs together anew.
    @Test(arguments: [
        SmallMember(), SmallMember(hidden: [33, 5], activation: "tanh"), SmallMember(dropout: 0.2),
        SmallMember(optimizer: "momentum"),
    ]) fileprivate func bitsDependNeitherOnTheOthersNorOnThePlace(member: SmallMember) throws {
        let others = (0..<19).map { i in
            var other = SmallMember.all[i % SmallMember.all.count]
            other.weightSeed += UInt64(i)
            return other
        }
        let states = try [[], Array(others[3..<5]), others].map { others in
            let together = try population(others + [member], Float.self)
            _ = try together.run { _, _ in }
            return together.trainers.last!.state
        }
        #expect(states[0] == states[1] && states[0] == states[2])
    }

    /// A member diverges at once; the bits of the others must not show it, but for how they lie in the panels.
    @Test func aMemberThatDivergesLeavesTheOthersAlone() throws {
        var wild = SmallMember(placement: "none")
        wild.schedule = "constant:eta=1e4"
        let members = [SmallMember(), wild, SmallMember(lambda: 0.2), SmallMember(optimizer: "adam")]
        let together = try population(members, Double.self)
        var failed: [Int: LabError.Kind] = [:]
        var lastSteps = [0, 0, 0, 0]
        let isDone = try together.run { member, event in
            switch event {
            case .failed(let error): failed[member] = error.kind
            case .training(.step(let step, _, _)): lastSteps[member] = step
            default: break
            }
        }
        #expect(isDone && failed == [1: .diverged])
        #expect(lastSteps[1] < 20 && lastSteps[0] == 50)
        for i in [0, 2, 3] {
            let alone = try members[i].trainer(Double.self)
            _ = try alone.run { _ in }
            #expect(together.trainers[i].difference(to: alone) < 1e-7)
        }
    }

    /// Checkpoints that are made at an evaluation, and at a stop, start each member by itself or the population again.
    @Test func aMemberGoesOnAlone() throws {
        let straight = try population(SmallMember.all, Double.self)
        _ = try straight.run { _, _ in }
        let stopped = try population(SmallMember.all, Double.self)
        var files = [Int: SafeTensors]()
        let isDone = try stopped.run(shouldStop: { stopped.trainers[0].step == 27 }) { member, event in
            if case .training(.evaluation(let row)) = event, row.step == 20 {
                files[member] = Checkpoint.make(of: stopped.trainers[member])
            }
        }
        #expect(!isDone)
        let again = try population(SmallMember.all, Double.self)
        for (i, member) in SmallMember.all.enumerated() {
            let alone = try member.trainer(Double.self)
            try Checkpoint.restore(alone, from: try #require(files[i]))
            #expect(alone.step == 20)
            _ = try alone.run { _ in }
            // Adam makes whole steps of the rounding in a gradient that is zero, as above.
            let bound = member.optimizer == "adam" ? 1e-7 : 1e-9
            #expect(straight.trainers[i].difference(to: alone) < bound, "member \(i)")
            try Checkpoint.restore(again.trainers[i], from: Checkpoint.make(of: stopped.trainers[i]))
        }
        let resumed = try PopulationTrainer(again.trainers, backend: Backend())
        _ = try resumed.run { _, _ in }
        for (a, b) in zip(straight.trainers, resumed.trainers) { #expect(a.difference(to: b) < 1e-9) }
    }

    @Test func otherBatchesAreRefused() throws {
        #expect {
            try population([SmallMember(), SmallMember(seed: testSeed + 1)], Float.self)
        } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("Member 1")
        }
    }
}

import AllocationCounter
import Components
import Data
import Network
import Platform
import Standard
import Tensor
import TestSupport
import Testing
import Training

@Suite struct TrainerTests {
    @Test func learns() throws {
        let trainer = try SmallTraining().trainer(Float.self)
        var rows: [HistoryRow] = []
        let isDone = try trainer.run { if case .evaluation(let row) = $0 { rows.append(row) } }
        #expect(isDone)
        #expect(rows.map(\.step) == [0, 25, 40])
        #expect(rows[2].validation.accuracy > 0.9)
        #expect(rows[2].training.loss < 0.5 * rows[0].training.loss)
        #expect(rows.allSatisfy { $0.training.cost > $0.training.loss })
    }

    /// With noise the batch is numbers, without it images stay bytes.
    @Test(arguments: [2, 3], ["gaussian_noise", "none"])
    func bitsDoNotDependOnThreads(threads: Int, augmentation: String) throws {
        let trainers = try [1, threads].map {
            try SmallTraining(threads: $0, augmentation: augmentation, optimizer: "sgd").trainer(Float.self)
        }
        for trainer in trainers { _ = try trainer.run { _ in } }
        #expect(trainers[0].state == trainers[1].state)
    }

    /// The loss of a step is measured before its update, so one that blows up is not noticed until the next.
    @Test(arguments: [false, true]) func keepsNoSnapshotOfAnUpdateThatBlewUp(isMember: Bool) throws {
        var small = SmallTraining(
            placement: "none", schedule: "constant:eta=1e6", augmentation: "none", optimizer: "sgd")
        (small.plan.snapshotEvery, small.plan.lambda) = (1, 0)
        let trainer = try small.trainer(Float.self)
        // Gradients of the layers below are as large, and the rate makes them infinite.
        let last = trainer.network.parameters.last(where: \.isRegularized)!
        last.value = Matrix(rows: last.value.rows, columns: last.value.columns, last.value.entries.map { $0 * 1e34 })
        var events: [String] = []
        func note(_ event: TrainingEvent) {
            if case .step(let step, _, let loss) = event { events.append("step \(step) \(loss.isFinite)") }
            if case .snapshot(let step) = event { events.append("snapshot \(step)") }
        }
        if isMember {
            _ = try PopulationTrainer([trainer], backend: Backend()).run { if case .training(let e) = $1 { note(e) } }
        } else {
            let error = #expect(throws: LabError.self) { try trainer.run { note($0) } }
            #expect(error?.kind == .diverged)
        }
        #expect(events == ["step 1 true"])
    }

    /// Stops at a step inside the second epoch, goes through a file, and ends at the same bits.
    @Test(arguments: [1, 13, 25]) func resumesToTheSameBits(stop: Int) throws {
        let straight = try SmallTraining().trainer(Double.self)
        _ = try straight.run { _ in }
        let stopped = try SmallTraining().trainer(Double.self)
        let isDone = try stopped.run(shouldStop: { stopped.step == stop }) { _ in }
        #expect(!isDone)
        let file = try SafeTensors(Checkpoint.make(of: stopped).encoded(), name: "checkpoint")
        let resumed = try SmallTraining().trainer(Double.self)
        try Checkpoint.restore(resumed, from: file)
        #expect(resumed.step == stop)
        _ = try resumed.run { _ in }
        #expect(resumed.state == straight.state)
    }

    /// With everything that is drawn or kept from step to step; threads must not matter either.
    @Test(arguments: Standard.components.map { $0.info }.filter { $0.kind == .optimizer }.map(\.name))
    func everyOptimizerResumesWithDropoutAndMixup(optimizer: String) throws {
        let small = SmallTraining(
            augmentation: "mixup:alpha=1+salt_pepper+uniform_noise", optimizer: optimizer, dropout: 0.2,
            inputDropout: 0.1, loss: "cross_entropy:smoothing=0.1")
        let straight = try small.trainer(Float.self)
        _ = try straight.run { _ in }
        let stopped = try small.trainer(Float.self)
        _ = try stopped.run(shouldStop: { stopped.step == 13 }) { _ in }
        var resumed = small
        resumed.threads = 2
        let second = try resumed.trainer(Float.self)
        try Checkpoint.restore(
            second, from: try SafeTensors(Checkpoint.make(of: stopped).encoded(), name: "checkpoint"))
        _ = try second.run { _ in }
        #expect(second.step == 40 && second.state == straight.state)
    }

    /// With a rate of zero nothing changes from step to step but the units that are dropped.
    @Test func everyStepDropsOtherUnits() throws {
        var still = SmallTraining(
            placement: "none", schedule: "constant:eta=0", augmentation: "none", dropout: 0.5, samples: 32)
        still.plan.steps = 5
        still.plan.shuffle = false
        var losses: Set<Double> = []
        _ = try still.trainer(Float.self).run { if case .step(_, _, let loss) = $0 { losses.insert(loss) } }
        #expect(losses.count == 5)
        var whole = still
        whole.dropout = 0
        losses = []
        _ = try whole.trainer(Float.self).run {
            if case .step(_, _, let loss) = $0 { losses.insert((loss * 1e5).rounded()) }
        }
        #expect(losses.count == 1)
    }

    /// The loss of a step is that of the smoothed labels, the loss of an evaluation that of the labels themselves.
    @Test func smoothingIsForTrainingAlone() throws {
        var smooth = SmallTraining()
        smooth.plan.steps = 1
        smooth.loss = "cross_entropy:smoothing=0.9"
        var plain = smooth
        plain.loss = "cross_entropy"
        let seen = try [plain, smooth].map { small in
            var (steps, rows) = ([Double](), [HistoryRow]())
            _ = try small.trainer(Double.self).run { event in
                if case .step(_, _, let loss) = event { steps.append(loss) }
                if case .evaluation(let row) = event { rows.append(row) }
            }
            return (steps[0], rows[0])
        }
        #expect(abs(seen[0].0 - seen[1].0) > 1e-3)
        #expect(seen[0].1 == seen[1].1)
    }

    @Test func aDamagedModelIsRefused() throws {
        let trainer = try SmallTraining().trainer(Float.self)
        trainer.network.parameters[0].value[0, 0] = .nan
        let file = Checkpoint.make(of: trainer)
        #expect { try file.restore(trainer.network) } throws: {
            ($0 as? LabError)?.kind == .badData && "\($0)".contains("'layer1.W' holds NaN")
        }
    }

    /// One step with and without lambda: W differs by -eta * 2 * lambda * W, everything else by nothing.
    @Test func lambdaPullsOnWeightsAlone() throws {
        var small = SmallTraining()
        small.plan.steps = 1
        small.plan.lambda = 0
        let start = try small.trainer(Double.self)
        let free = try small.trainer(Double.self)
        small.plan.lambda = 0.3
        let pulled = try small.trainer(Double.self)
        for trainer in [free, pulled] { _ = try trainer.run { _ in } }
        for (i, parameter) in start.network.parameters.enumerated() {
            var expected = free.network.parameters[i].value
            if parameter.name.hasSuffix(".W") { expected.combine(1, with: parameter.value, -0.05 * 2 * 0.3) }
            #expect(pulled.network.parameters[i].value.maximumDifference(to: expected) < 1e-15, "\(parameter.name)")
        }
    }

    /// Fused kernels, own products, images as bytes, folded steps and two threads against plain loops, layer by layer.
    @Test(arguments: ["none", "gaussian_noise:fraction=0.1"])
    func theFastPathFollowsTheReference(augmentation: String) throws {
        var fast = SmallTraining()
        fast.plan.steps = 100
        fast.optimizer = "sgd"
        fast.augmentation = augmentation
        fast.threads = 2
        var reference = fast
        reference.threads = 1
        reference.gemm = "reference"
        reference.isFused = false
        // Momentum without a memory is gradient descent that is not done on the way back.
        reference.optimizer = "momentum:mu=0"
        let losses = try [fast, reference].map { small in
            var losses: [Double] = []
            _ = try small.trainer(Float.self).run { if case .step(_, _, let loss) = $0 { losses.append(loss) } }
            return losses
        }
        #expect(losses[0].count == 100)
        for (a, b) in zip(losses[0], losses[1]) { #expect(abs(a - b) < 2e-4 * (1 + b), "\(a), \(b)") }
    }

    /// Every matrix, list and closure of a step is kept from the step before.
    @Test(arguments: ["none", "before", "after"], [1, 2]) func aStepAllocatesNothing(placement: String, threads: Int)
        throws
    {
        try expectNoAllocation(SmallTraining(threads: threads, placement: placement, optimizer: "sgd"))
    }

    @Test(arguments: Standard.components.map { $0.info }.filter { $0.kind == .optimizer }.map(\.name))
    func noOptimizerAllocates(optimizer: String) throws {
        try expectNoAllocation(SmallTraining(optimizer: optimizer))
    }

    @Test(arguments: [1, 2]) func norDoDropoutAndSmoothing(threads: Int) throws {
        try expectNoAllocation(
            SmallTraining(
                threads: threads, optimizer: "sgd", dropout: 0.2, inputDropout: 0.1, loss: "cross_entropy:smoothing=0.1"
            )
        )
    }

    private func expectNoAllocation(_ small: SmallTraining) throws {
        var small = small
        small.augmentation = "none"
        // The epoch has nine steps, and a new order of the samples is drawn for the next one.
        small.plan.steps = 9
        small.plan.evalEvery = 1000
        let trainer = try small.trainer(Float.self)
        var counts: [Int] = []
        counts.reserveCapacity(9)
        _ = try trainer.run { event in if case .step = event { counts.append(allocation_count()) } }
        #expect(counts[0] > 100, "the counter counts")
        #expect(zip(counts.dropFirst(2), counts.dropFirst(3)).allSatisfy { $0 == $1 }, "\(counts)")
    }

    /// A stop after every step leaves nothing that was read ahead to the next one, whether as numbers or as bytes.
    @Test(arguments: [1, 2], ["gaussian_noise", "none"])
    func readingAheadChangesNoBit(threads: Int, augmentation: String) throws {
        var small = SmallTraining()
        small.threads = threads
        small.augmentation = augmentation
        let ahead = try small.trainer(Float.self)
        _ = try ahead.run { _ in }
        let plain = try small.trainer(Float.self)
        var isDone = false
        while !isDone {
            let start = plain.step
            isDone = try plain.run(shouldStop: { plain.step > start }) { _ in }
            plain.restore(step: plain.step, optimizerState: plain.optimizerState)
        }
        #expect(ahead.state == plain.state)
    }

    /// Before the first step both networks are the same, and noise that evaluation saw would show.
    @Test func augmentationIsOffInInference() throws {
        var plain = SmallTraining()
        plain.augmentation = "none"
        let rows = try [plain, SmallTraining()].map { small in
            var rows: [HistoryRow] = []
            _ = try small.trainer(Float.self).run(shouldStop: { true }) { event in
                if case .evaluation(let row) = event { rows.append(row) }
            }
            return rows
        }
        #expect(rows[0].count == 1 && rows[0] == rows[1])
    }

    @Test func evaluationsDoNotDisturbTraining() throws {
        var often = SmallTraining()
        often.plan.evalEvery = 1
        let a = try often.trainer(Float.self)
        let b = try SmallTraining().trainer(Float.self)
        for trainer in [a, b] { _ = try trainer.run { _ in } }
        #expect(a.state == b.state)
    }

    @Test func theSeedDecides() throws {
        var other = SmallTraining()
        other.plan.seed = testSeed + 1
        let a = try SmallTraining().trainer(Float.self)
        let b = try other.trainer(Float.self)
        for trainer in [a, b] { _ = try trainer.run { _ in } }
        #expect(a.state != b.state)
    }

    @Test func aBatchLargerThanTheDataIsRefused() throws {
        var small = SmallTraining()
        small.samples = 31
        #expect { try small.trainer(Float.self) } throws: { ($0 as? LabError)?.kind == .usage }
    }

    @Test func divergenceIsAnErrorOfItsOwn() throws {
        var wild = SmallTraining()
        wild.placement = "none"
        wild.schedule = "constant:eta=1000"
        let trainer = try wild.trainer(Float.self)
        #expect { try trainer.run { _ in } } throws: { ($0 as? LabError)?.kind == .diverged }
    }

    @Test func aDeadNetworkIsNamed() throws {
        var dead = SmallTraining()
        dead.placement = "none"
        dead.initializer = "normal:sigma=0"
        var kinds: Set<NetworkWarning.Kind> = []
        _ = try dead.trainer(Float.self).run { if case .warning(let warning) = $0 { kinds.insert(warning.kind) } }
        #expect(kinds == [.constantPredictions, .zeroGradient, .deadUnits])
    }

    @Test func aHealthyNetworkGetsNoWarning() throws {
        _ = try SmallTraining().trainer(Float.self).run {
            if case .warning(let warning) = $0 { Issue.record("\(warning.message)") }
        }
    }
}

@Suite struct LearningRateFinderTests {
    @Test func suggestsARangeBelowTheLowestLoss() throws {
        var finder = LearningRateFinder(from: 1e-4, to: 10, steps: 100)
        let length = TrainingLength(steps: 100, stepsPerEpoch: 10)
        var step = 0
        var goesOn = true
        while goesOn, step < 100 {
            let eta = finder.schedule.rate(at: step, of: length)
            goesOn = finder.record(eta: eta, loss: eta < 0.1 ? 2.3 - 10 * eta : 1.3 + 50 * (eta - 0.1))
            step += 1
        }
        #expect(!goesOn, "the test stops where the loss explodes")
        let range = try #require(finder.suggestion)
        #expect(range.etaMax > 0.02 && range.etaMax < 0.1)
        #expect(abs(range.etaMax / range.etaMin - 100) < 1e-9)
    }

    @Test func suggestsNothingWhereNothingIsLearned() {
        var finder = LearningRateFinder(steps: 5)
        for eta in [1e-3, 1e-2, 1e-1] { _ = finder.record(eta: eta, loss: 2.3) }
        #expect(finder.suggestion == nil)
    }
}

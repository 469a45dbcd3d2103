import Components
import Data
import Network
import Tensor
import TestSupport
import Testing
import Training

@Suite struct StatisticsTests {
    /// Running moments, masks, gradients and what was read ahead: nothing of a training may notice that it is looked at.
    @Test(arguments: ["none", "before", "after"], ["sgd", "momentum", "adam"])
    func recordingStatisticsChangesNoBit(placement: String, optimizer: String) throws {
        for threads in [1, 2] {
            var small = SmallTraining(
                threads: threads, placement: placement, augmentation: threads == 1 ? "none" : "mixup",
                optimizer: optimizer, dropout: 0.2, inputDropout: 0.1, loss: "cross_entropy:smoothing=0.1")
            small.plan.evalEvery = 3
            let plain = try small.trainer(Float.self)
            small.plan.recordsStatistics = true
            let recorded = try small.trainer(Float.self)
            var events: [[String]] = [[], []]
            for (i, trainer) in [plain, recorded].enumerated() {
                _ = try trainer.run { event in
                    switch event {
                    case .step(let step, _, let loss): events[i].append("\(step) \(loss)")
                    case .evaluation(let row): events[i].append("\(row)")
                    case .snapshot(let step): events[i].append("snapshot \(step)")
                    case .warning(let warning): events[i].append(warning.message)
                    case .statistics(let row):
                        #expect(i == 1 && row.layers.allSatisfy { $0.activations.notFinite == 0 })
                    }
                }
            }
            #expect(plain.state == recorded.state && events[0] == events[1])
        }
    }

    /// What is recorded is the first batch through the network as it is trained, told before the evaluation of that step.
    @Test func statisticsAreThoseOfTheFirstSamples() throws {
        var small = SmallTraining(augmentation: "none", optimizer: "sgd")
        small.plan.recordsStatistics = true
        var (rows, steps) = ([NetworkStatistics](), [Int]())
        let trainer = try small.trainer(Double.self)
        _ = try trainer.run { event in
            if case .statistics(let row) = event { rows.append(row) }
            if case .evaluation(let row) = event {
                steps.append(row.step)
                #expect(rows.map(\.step) == steps)
            }
        }
        #expect(steps == [0, 25, 40])

        let (network, splits) = (try small.trainer(Double.self).network, small.splits())
        let positions = splits.training.positions.prefix(32)
        var X = Matrix<Double>(rows: 0, columns: 64)
        let backend = try Backend()
        BatchReader<Double>(try Normalizer(standardizing: splits.training)).read(
            positions, of: splits.training.dataset, into: &X, on: backend)
        var workspace = Workspace(network)
        _ = network.lossAndGradients(
            X, Targets(splits.training.labels(positions), classes: 3), in: &workspace, on: backend)
        let first = rows[0]
        #expect(first.samples == 32 && first.layers.map(\.name) == ["layer1", "layer2"])
        #expect(first.weights.map(\.name) == ["layer1.W", "layer2.W", "layer3.W"])
        // Without a dropped unit, batch norm and ReLU are one layer behind each product: outputs 1 and 3 of five.
        for (i, layer) in first.layers.enumerated() {
            #expect(close(layer.activations, ValueStatistics(workspace.outputs[2 * i + 1])), "\(layer.name)")
            #expect((0.2...0.8).contains(layer.activations.zeros))
        }
        for (weights, W) in zip(first.weights, network.parameters.filter(\.isRegularized)) {
            #expect(close(weights.gradient, ValueStatistics(W.gradient)), "\(weights.name)")
            #expect(abs(weights.stepRatio - 0.05 * W.gradient.norm / W.value.norm) < 1e-9)
        }
    }

    private func close(_ a: ValueStatistics, _ b: ValueStatistics) -> Bool {
        abs(a.mean - b.mean) + abs(a.norm - b.norm) + abs(a.zeros - b.zeros) < 1e-9 && a.count == b.count
    }

    @Test func valuesAreCountedIntoBothHistograms() {
        let values = ValueStatistics(Matrix<Float>(rows: 2, columns: 4, [0, 0, 1, -3, 1e-20, 1e30, .nan, .infinity]))
        #expect(values.count == 8 && values.notFinite == 2 && values.zeros == 0.25)
        #expect(values.low == -3 && values.histogram.reduce(0, +) == 6 && values.histogram.last == 1)
        // 1 begins the decade of 0, 3 lies in its second quarter; what lies beyond the ends is in the ends.
        let parts = values.magnitudes.indices.filter { values.magnitudes[$0] > 0 }
        #expect(values.magnitudes.count == 64 && parts == [0, 48, 49, 63])
        let constant = ValueStatistics(Matrix<Double>(rows: 1, columns: 3, repeating: 2))
        #expect(constant.mean == 2 && constant.deviation == 0 && constant.histogram[0] == 3)
    }

    /// Spreads of which no part has a width, and one that no number holds.
    @Test(arguments: [(0, 1e-307), (1e-307, 2e-307), (-1e308, 1e308)])
    func whatHasNoPartsIsInTheFirst(low: Double, high: Double) {
        let values = ValueStatistics(Matrix<Double>(rows: 1, columns: 3, [low, high, high]))
        #expect(values.low == low && values.high == high)
        #expect(values.histogram[0] == 3 && values.histogram.dropFirst().allSatisfy { $0 == 0 })
    }

    /// A member of a population records what it would record by itself, and the others notice nothing.
    @Test func membersOfAPopulationRecordToo() throws {
        var small = SmallTraining(augmentation: "none", optimizer: "sgd")
        small.plan.recordsStatistics = true
        let alone = try small.trainer(Double.self)
        var expected: [NetworkStatistics] = []
        _ = try alone.run { if case .statistics(let row) = $0 { expected.append(row) } }
        var plain = small
        plain.plan.recordsStatistics = false
        func train(_ members: [SmallTraining]) throws -> (rows: [NetworkStatistics], trainers: [Trainer<Double>]) {
            let together = try PopulationTrainer(members.map { try $0.trainer(Double.self) }, backend: Backend())
            var rows: [NetworkStatistics] = []
            _ = try together.run { if case .training(.statistics(let row)) = $1 { rows.append(row) } }
            return (rows, together.trainers)
        }
        let (recorded, without) = (try train([small, plain]), try train([plain, plain]))
        #expect(recorded.rows.map(\.step) == expected.map(\.step) && without.rows.isEmpty)
        for (a, b) in zip(recorded.rows, expected) {
            #expect(zip(a.weights, b.weights).allSatisfy { abs($0.gradient.norm - $1.gradient.norm) < 1e-7 })
        }
        #expect(zip(recorded.trainers, without.trainers).allSatisfy { $0.state == $1.state })
    }
}

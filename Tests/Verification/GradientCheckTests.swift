import Components
import Network
import Platform
import Standard
import Tensor
import TestSupport
import Testing
import Verification

@Suite struct GradientSurveyTests {
    /// Every activation and placement at depth 2, 3, 4 and 9: below 1e-6 in double, float near double.
    ///
    /// Of two steps one does: in nine layers of gelu or silu the truncation of the larger or the rounding of the smaller
    /// may pass 1e-6, by the seed.
    @Test(arguments: SmallNetwork.names(.activation), SmallNetwork.names(.placement))
    func gradientsOfEveryNetworkAreRight(activation: String, placement: String) throws {
        let check = try GradientCheck(steps: [1e-5, 4e-6], samples: .max, seed: testSeed)
        let survey = GradientSurvey(try Standard.registry(), check)
        for depth in GradientSurvey.depths {
            let found = try survey.run(activation, placement, depth: depth)
            #expect(found.passed, "\(depth) layers: \(found)")
        }
    }

    /// The complex step has no rounding, so that gradients that have nearly vanished in nine layers are judged as well.
    @Test(arguments: SmallNetwork.names(.activation), SmallNetwork.names(.placement))
    func vanishingGradientsAreRight(activation: String, placement: String) throws {
        let check = try GradientCheck(method: .complex, steps: [1e-20], floor: 1e-9, tolerance: 1e-5, samples: 10)
        let survey = GradientSurvey(try Standard.registry(), check, lambda: 0)
        let found = try survey.run(activation, placement, depth: 9)
        #expect(found.worstRelative < 1e-5, "\(found)")
    }

    /// With each augmentation the batch is another one, and the gradients are right all the same.
    @Test(arguments: SmallNetwork.names(.augmentation)) func gradientsBehindEveryAugmentationAreRight(name: String)
        throws
    {
        let check = try GradientCheck(steps: [1e-5], samples: 40, seed: testSeed)
        // The images of the survey have 4 x 4 pixels, and something of them must be left.
        let text = ["translate": "translate:pixels=1", "cutout": "cutout:size=2"][name] ?? name
        let survey = GradientSurvey(try Standard.registry(), check, augmentation: text)
        for placement in SmallNetwork.names(.placement) {
            let found = try survey.run("relu", placement, depth: 3)
            #expect(found.passed, "\(found)")
        }
    }
}

@Suite struct GradientCheckerTests {
    @Test(arguments: GradientCheck.Method.allCases, ["none", "before", "after", "before:affine=false"])
    func everyMethodAgrees(method: GradientCheck.Method, placement: String) throws {
        for hidden in [[], [6, 5]] {
            let small = SmallNetwork(hidden: hidden, activation: "tanh", placement: placement, lambda: 0.02)
            let checker = try small.checker(Double.self)
            let report = checker.report(try GradientCheck(method: method), of: checker.analyticGradients())
            #expect(report.passed, "\(String(describing: report.worst))")
            #expect(report.tensors.map(\.name) == checker.network.parameters.map(\.name))
            if method == .complex { #expect(report.tensors.allSatisfy { $0.best.worstRelative < 1e-10 }) }
        }
    }

    /// Dropped units stay dropped from pass to pass, and targets may be shares of the classes.
    @Test(
        arguments: GradientCheck.Method.allCases,
        [
            SmallNetwork(dropout: 0.3), SmallNetwork(placement: "after", dropout: 0.3, inputDropout: 0.2),
            SmallNetwork(hidden: [], inputDropout: 0.4), SmallNetwork(loss: "cross_entropy:smoothing=0.2"),
            SmallNetwork(augmentation: "mixup:alpha=1"),
            SmallNetwork(dropout: 0.2, loss: "cross_entropy:smoothing=0.1", augmentation: "mixup:alpha=2"),
        ])
    func everyMethodAgreesWithDropoutAndSoftTargets(method: GradientCheck.Method, small: SmallNetwork) throws {
        var small = small
        small.activation = "tanh"
        small.lambda = 0.02
        let checker = try small.checker(Double.self)
        var report = checker.report(try GradientCheck(method: method), of: checker.analyticGradients())
        report.compare(float: try small.checker(Float.self).analyticGradients(), with: checker.analyticGradients())
        #expect(report.passed, "\(String(describing: report.worst))")
        if method == .complex { #expect(report.tensors.allSatisfy { $0.best.worstRelative < 1e-10 }) }
    }

    /// Steps that move nothing, and steps at which every entry meets a kink, decide nothing.
    @Test(arguments: [1e-300, 1e-17]) func aLostStepIsUndecidedAndNotWrong(step: Double) throws {
        let checker = try SmallNetwork(hidden: []).checker(Double.self)
        checker.network.parameters.forEach { $0.value.apply { $0 + 8 } }
        let gradients = checker.analyticGradients()
        let report = checker.report(try GradientCheck(steps: [step]), of: gradients)
        #expect(report.tensors.allSatisfy { $0.verdict == .undecided && $0.steps[0].lost == $0.entries })
        #expect(!report.passed)
        let both = checker.report(try GradientCheck(steps: [step, 1e-5]), of: gradients)
        #expect(both.passed, "\(both.tensors)")
    }

    /// One wrong entry fails its tensor, whatever the others at whichever step.
    @Test func everyEntryMustBeMet() throws {
        let checker = try SmallNetwork(activation: "tanh").checker(Double.self)
        var gradients = checker.analyticGradients()
        gradients[0][3, 2] += 1e-4
        let report = checker.report(try GradientCheck(), of: gradients)
        #expect(report.tensors.map(\.wrong) == [1] + Array(repeating: 0, count: report.tensors.count - 1))
        #expect(report.firstToLookAt?.name == "layer1.W")
    }

    @Test func theBiasBeforeBatchNormIsZeroForAReason() throws {
        let checker = try SmallNetwork().checker(Double.self)
        let report = checker.report(try GradientCheck(), of: checker.analyticGradients())
        for tensor in report.tensors {
            let isBefore = ["layer1.b", "layer2.b"].contains(tensor.name)
            #expect(tensor.zeroReason?.contains("subtracts the mean") == (isBefore ? true : nil), "\(tensor.name)")
            #expect((tensor.largestGradient < 1e-14) == isBefore, "\(tensor.name)")
        }
    }

    @Test func theNetworkIsLeftAsItWasFound() throws {
        let checker = try SmallNetwork().checker(Double.self)
        let (values, buffers) = (checker.network.parameters.map(\.value), checker.network.buffers.map(\.value))
        _ = checker.report(try GradientCheck(), of: checker.analyticGradients())
        #expect(checker.network.parameters.map(\.value) == values)
        #expect(checker.network.buffers.map(\.value) == buffers)
    }

    /// With a step of 1 nearly every unit of a ReLU network crosses zero; those entries are counted, not gated.
    @Test(arguments: [true, false]) func kinksAreCountedAndShown(isFused: Bool) throws {
        let checker = try SmallNetwork(isFused: isFused).checker(Double.self)
        let report = checker.report(try GradientCheck(steps: [1, 1e-5]), of: checker.analyticGradients())
        let W = try #require(report.tensors.first)
        #expect(W.steps[0].kinks > 30 && W.steps[0].worstRelativeAtKinks > 1e-3)
        #expect(W.steps[1].kinks < 3 && report.passed)
        let smooth = try SmallNetwork(activation: "tanh", isFused: isFused).checker(Double.self)
        let without = smooth.report(try GradientCheck(steps: [1]), of: smooth.analyticGradients())
        #expect(without.tensors.allSatisfy { $0.steps[0].kinks == 0 })
    }

    @Test func samplesAndFloorAndAbsoluteErrorsAreKeptApart() throws {
        let checker = try SmallNetwork(activation: "tanh").checker(Double.self)
        let gradients = checker.analyticGradients()
        let wide = checker.report(try GradientCheck(steps: [1e-5], floor: 1, samples: 7), of: gradients)
        let narrow = checker.report(try GradientCheck(steps: [1e-5], floor: 1e-2, samples: 7), of: gradients)
        for (a, b) in zip(wide.tensors, narrow.tensors) {
            #expect(a.entries == min(7, a.shape == "1 x 4" ? 4 : a.shape == "1 x 5" ? 5 : a.shape == "1 x 6" ? 6 : 7))
            #expect(a.best.maximumAbsolute == b.best.maximumAbsolute)
            #expect(a.best.meanAbsolute <= a.best.maximumAbsolute)
            #expect(a.best.worstRelative <= b.best.worstRelative)
        }
        let check = try GradientCheck(floor: 1e-3)
        #expect(check.relativeError(2e-4, 1e-4) == 0.1)
        #expect(abs(check.relativeError(3, 1) - 0.5) < 1e-15)
        #expect(check.relativeError(.nan, 1) == .infinity)
    }

    @Test func differencesInFloatAreRoughButNotWrong() throws {
        let checker = try SmallNetwork(activation: "tanh").checker(Float.self)
        let report = checker.report(
            try GradientCheck(steps: [1e-1, 1e-2, 1e-3], tolerance: 0.05), of: checker.analyticGradients())
        #expect(report.passed, "\(String(describing: report.worst))")
    }

    @Test func aFloatGradientThatIsOffFails() throws {
        let checker = try SmallNetwork(activation: "tanh").checker(Double.self)
        let gradients = checker.analyticGradients()
        var off = gradients
        off[2][0, 0] += 1e-4
        var report = checker.report(try GradientCheck(), of: gradients)
        report.compare(float: gradients, with: gradients)
        #expect(report.passed)
        report.compare(float: off, with: gradients)
        #expect(!report.passed && report.firstToLookAt?.name == "layer1.gamma")
    }

    @Test func nonsenseIsRefused() {
        func expectRefusal(_ word: String, _ make: () throws -> GradientCheck) {
            #expect { _ = try make() } throws: { ($0 as? LabError)?.kind == .usage && "\($0)".contains(word) }
        }
        expectRefusal("steps") { try GradientCheck(steps: [0]) }
        expectRefusal("steps") { try GradientCheck(steps: [-1e-5]) }
        expectRefusal("floor") { try GradientCheck(floor: 0) }
        expectRefusal("tolerance") { try GradientCheck(tolerance: .infinity) }
        expectRefusal("entry") { try GradientCheck(samples: 0) }
    }
}

/// The faults that are put in on purpose: each shows where its solution says.
@Suite struct FaultTests {
    private func failing(_ fault: Fault?, _ small: SmallNetwork) throws -> [String] {
        let checker = try small.checker(Double.self)
        let report = checker.report(
            try GradientCheck(), of: try TeachingBackward(checker, fault: fault).gradients())
        return report.tensors.filter { $0.verdict != .right }.map(\.name)
    }

    @Test(arguments: ["none", "before", "after", "before:affine=false"], [true, false])
    func withoutAFaultItIsTheBackwardPassOfTraining(placement: String, isFused: Bool) throws {
        let checker = try SmallNetwork(placement: placement, lambda: 0.02, isFused: isFused).checker(Double.self)
        for (taught, own) in zip(try TeachingBackward(checker).gradients(), checker.analyticGradients()) {
            #expect(taught.maximumDifference(to: own) < 1e-13)
        }
    }

    @Test func itKnowsDropoutAndSoftTargetsAsWell() throws {
        let small = SmallNetwork(
            lambda: 0.02, dropout: 0.3, inputDropout: 0.2, loss: "cross_entropy:smoothing=0.2",
            augmentation: "mixup:alpha=1")
        let checker = try small.checker(Double.self)
        for (taught, own) in zip(try TeachingBackward(checker).gradients(), checker.analyticGradients()) {
            #expect(taught.maximumDifference(to: own) < 1e-13)
        }
    }

    @Test(
        arguments: [
            (.dropMeanTerm, ["layer1.W", "layer1.b", "layer1.gamma", "layer1.beta", "layer2.W", "layer2.b"]),
            (.dropVarianceTerm, ["layer1.W", "layer1.gamma", "layer1.beta", "layer2.W"]),
            (.epsilonOutsideRoot, ["layer1.W", "layer1.gamma", "layer1.beta", "layer2.W", "layer2.gamma"]),
            (.swapGammaAndBeta, ["layer1.gamma", "layer1.beta", "layer2.gamma", "layer2.beta"]),
            (.forgetTwoLambdaW, ["layer1.W", "layer2.W", "layer3.W"]),
            (
                .forgetOneOverN,
                [
                    "layer1.W", "layer1.gamma", "layer1.beta", "layer2.W", "layer2.gamma", "layer2.beta", "layer3.W",
                    "layer3.b",
                ]
            ),
            (.transposeW, ["layer1.W", "layer1.gamma", "layer1.beta", "layer2.W", "layer2.gamma", "layer2.beta"]),
            (.skipActivation, ["layer1.W", "layer1.gamma", "layer1.beta", "layer2.W", "layer2.gamma", "layer2.beta"]),
        ] as [(Fault, [String])])
    func everyFaultShowsWhereItsSolutionSays(fault: Fault, tensors: [String]) throws {
        #expect(try failing(fault, SmallNetwork(lambda: 0.02)) == tensors)
        #expect(fault.solution.contains("Right: "))
    }

    @Test(arguments: Fault.allCases) func aNetworkThatCannotShowItIsRefused(fault: Fault) throws {
        let linear = SmallNetwork(hidden: [], placement: "none", batch: fault == .forgetOneOverN ? 1 : 16)
        #expect { try failing(fault, linear) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("needs")
        }
    }
}

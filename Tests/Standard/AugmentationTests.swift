import Components
import Platform
import Standard
import Tensor
import TestSupport
import Testing

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

    @Test(arguments: names(.augmentation)) func someNeedImages(name: String) throws {
        // The largest that these small images can take.
        let text = ["translate": "translate:pixels=3", "cutout": "cutout:size=7"][name] ?? name
        let augmentation = try Standard.registry().augmentation(text)
        try augmentation.check(shape: shape)
        guard ["horizontal_flip", "translate", "cutout"].contains(name) else {
            return try augmentation.check(shape: nil)
        }
        #expect { try augmentation.check(shape: nil) } throws: { ($0 as? LabError)?.kind == .usage }
    }

    @Test(arguments: ["translate:pixels=4", "cutout:size=8"]) func whatLeavesNoImageIsRefused(text: String) throws {
        let augmentation = try Standard.registry().augmentation(text)
        #expect { try augmentation.check(shape: shape) } throws: { ($0 as? LabError)?.kind == .usage }
    }

    @Test func aMirrorImageHasItsRowsReversed() throws {
        let (before, after) = try apply("horizontal_flip:probability=1")
        for row in 0..<12 {
            #expect(after.row(3)[row * 5..<row * 5 + 5].elementsEqual(before.row(3)[row * 5..<row * 5 + 5].reversed()))
        }
    }

    @Test func uniformNoiseHasTheDeviationOfNormalNoise() throws {
        let (before, after) = try apply("uniform_noise:fraction=0.3")
        let noise = zip(after.entries, before.entries).map { $0 - $1 }
        let deviation = (noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)).squareRoot()
        let whole = before.meanAndDeviation().deviation
        #expect(abs(deviation / whole - 0.3) < 0.01)
        let largest = noise.map { abs($0) }.max()! / whole
        #expect(largest < 0.3 * 1.7321 && largest > 0.3 * 1.72)
        // The four quarters of its range are as likely.
        for quarter in 0..<4 {
            let share = Double(noise.count { Int(($0 / whole / 0.5196153 + 1) * 2) == quarter }) / Double(noise.count)
            #expect(abs(share - 0.25) < 5 * (0.25 * 0.75 / Double(noise.count)).squareRoot())
        }
    }

    @Test func saltAndPepperLieAtTheirLevel() throws {
        let (before, after) = try apply("salt_pepper:fraction=0.2,level=3")
        let (mean, deviation) = before.meanAndDeviation()
        let changed = zip(before.entries, after.entries).filter { $0 != $1 }.map { ($1 - mean) / deviation }
        let count = Double(before.count)
        #expect(abs(Double(changed.count) / count - 0.2) < 5 * (0.2 * 0.8 / count).squareRoot())
        #expect(changed.allSatisfy { abs(abs($0) - 3) < 1e-12 })
        let salt = Double(changed.count { $0 > 0 }) / Double(changed.count)
        #expect(abs(salt - 0.5) < 5 * 0.5 / Double(changed.count).squareRoot())
        let (_, all) = try apply("salt_pepper:fraction=1,level=1")
        #expect(Set(all.entries.map { ($0 * 1e9).rounded() }).count == 2)
        let (same, none) = try apply("salt_pepper:fraction=0")
        #expect(same == none)
    }

    /// Every image is the one before, moved by at most so many pixels, the rest filled with the mean; every move occurs.
    @Test func translationMovesWholeImages() throws {
        let (before, after) = try apply("translate:pixels=2")
        let mean = before.meanAndDeviation().mean
        var moves: Set<[Int]> = []
        for i in 0..<200 {
            let (old, new) = (before.row(i), after.row(i))
            let found = (-2...2).flatMap { down in (-2...2).map { [down, $0] } }.first { move in
                (0..<60).allSatisfy { at in
                    let (plane, y, x) = (at / 20, at % 20 / 5 - move[0], at % 5 - move[1])
                    let isInside = (0..<4).contains(y) && (0..<5).contains(x)
                    return new[at] == (isInside ? old[plane * 20 + y * 5 + x] : mean)
                }
            }
            moves.insert(try #require(found, "image \(i) is no moved image"))
        }
        #expect(moves.count == 25)
    }

    @Test(arguments: [4, 9]) func aTranslationOutOfSightIsRefused(pixels: Int) throws {
        let translate = try Standard.registry().augmentation("translate:pixels=\(pixels)")
        #expect { try translate.check(shape: shape) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("choose 0 ... 3")
        }
    }

    /// The covered part is a rectangle of at most the size, the same in all planes, and everything else is as before.
    @Test func cutoutCoversOneSquare() throws {
        let (before, after) = try apply("cutout:size=3")
        let mean = before.meanAndDeviation().mean
        var sizes: Set<[Int]> = []
        for i in 0..<200 {
            let (old, new) = (before.row(i), after.row(i))
            let covered = (0..<20).filter { new[$0] != old[$0] }
            let (lines, pixels) = (Set(covered.map { $0 / 5 }), Set(covered.map { $0 % 5 }))
            #expect(covered.count == lines.count * pixels.count)
            #expect((0..<60).allSatisfy { new[$0] == (covered.contains($0 % 20) ? mean : old[$0]) })
            sizes.insert([lines.count, pixels.count])
        }
        #expect(sizes == [[2, 2], [2, 3], [3, 2], [3, 3]])
    }

    /// Every image is a straight line through itself: one factor and one shift, within their reach.
    @Test func brightnessAndContrastAreThoseOfAWholeImage() throws {
        let (before, after) = try apply("brightness_contrast:brightness=0.5,contrast=0.3")
        let deviation = before.meanAndDeviation().deviation
        var (factors, shifts) = ([Double](), [Double]())
        for i in 0..<200 {
            let (old, new) = (before.row(i), after.row(i))
            let factor = (new[1] - new[0]) / (old[1] - old[0])
            let mean = before.meanOfRow(i)
            let shift = new[0] - mean - factor * (old[0] - mean)
            #expect(zip(old, new).allSatisfy { abs(mean + factor * ($0 - mean) + shift - $1) < 1e-9 })
            factors.append(factor)
            shifts.append(shift / deviation)
        }
        #expect(factors.allSatisfy { $0 > 0.7 && $0 < 1.3 } && factors.max()! > 1.27 && factors.min()! < 0.73)
        #expect(shifts.allSatisfy { abs($0) < 0.5 } && shifts.max()! > 0.45 && shifts.min()! < -0.45)
    }

    /// Every sample and its target are the same mixture of two.
    @Test func mixupMixesSamplesAndTargetsAlike() throws {
        let mixup = try Standard.registry().augmentation("mixup:alpha=1")
        var random = Random.forTest()
        let n = 40
        // Sample and target are the same one-hot rows, and so are their mixtures.
        var X = Matrix<Double>(rows: n, columns: n)
        for i in 0..<n { X[i, i] = 1 }
        var targets = Targets<Double>((0..<Int32(n)).map { $0 }, classes: n)
        mixup.apply(to: &X, &targets, shape: nil, using: &random, on: try Backend())
        #expect(targets.isSoft && targets.shares == X)
        let shares = Set((0..<n).map { X[$0, $0] }.filter { $0 < 0.999999 })
        #expect(shares.count == 1 && shares.first! > 0)
        for i in 0..<n { #expect(abs(X.row(i).reduce(0, +) - 1) < 1e-12) }
    }

    /// Mean 1/2 and variance 1 / (4 (2 alpha + 1)) of Beta(alpha, alpha).
    @Test(arguments: [0.01, 0.2, 1, 3]) func sharesFollowTheBetaDistribution(alpha: Double) {
        var random = Random.forTest()
        let shares = (0..<20_000).map { _ in random.symmetricBeta(alpha: alpha) }
        #expect(shares.allSatisfy { (0...1).contains($0) })
        let mean = shares.reduce(0, +) / 20_000
        let variance = shares.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 20_000
        #expect(abs(mean - 0.5) < 5 * (variance / 20_000).squareRoot())
        #expect(abs(variance * 4 * (2 * alpha + 1) - 1) < 0.04)
    }

    @Test func aChainIsItsPartsInOrder() throws {
        let registry = try Standard.registry()
        let text = "flip+translate:1+gaussian_noise:fraction=1e+0"
        #expect(
            try registry.resolve(.augmentation, text)
                == "horizontal_flip:probability=0.5+translate:pixels=1+gaussian_noise:fraction=1")
        var random = Random.forTest()
        let X = Matrix<Float>.random(30, 60, using: &random)
        var (chained, stream) = (X, random)
        try registry.augmentation(text).apply(to: &chained, shape: shape, using: &stream, on: Backend())
        var parts = X
        for part in ["horizontal_flip", "translate:pixels=1", "gaussian_noise:fraction=1"] {
            try registry.augmentation(part).apply(to: &parts, shape: shape, using: &random, on: Backend())
        }
        #expect(chained == parts && chained != X)
    }

    @Test(
        arguments: [
            ("flip+translat", "Did you mean 'translate'"), ("flip+", "'flip+'"),
            ("flip+noise:fraction=x", "gaussian_noise: fraction"), ("none+flip:2", "probability"),
        ])
    func aChainNamesThePartThatIsWrong(text: String, words: String) throws {
        let registry = try Standard.registry()
        #expect { try registry.resolve(.augmentation, text) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains(words)
        }
    }
}

@Suite struct LossTests {
    /// Smoothing by hand: 0.7 of the label and 0.3 / 3 for each of the three classes.
    @Test func smoothingSpreadsAShareOverAllClasses() throws {
        var targets = Targets<Double>([2, 0], classes: 3)
        try Standard.registry().loss("cross_entropy:smoothing=0.3").prepare(&targets)
        let expected = Matrix<Double>(rows: 2, columns: 3, [0.1, 0.1, 0.8, 0.8, 0.1, 0.1])
        #expect(targets.isSoft && targets.shares.maximumDifference(to: expected) < 1e-15)
    }

    /// Plain labels stay plain: the path of their kernel is the faster one.
    @Test func withoutSmoothingLabelsStayPlain() throws {
        var targets = Targets<Float>([2, 0], classes: 3)
        try Standard.registry().loss("cross_entropy").prepare(&targets)
        #expect(!targets.isSoft)
    }
}

import Components
import Experiments
import Platform
import Standard
import Testing

@Suite struct SearchSpaceTests {
    @Test(arguments: [
        ("lambda=log:1e-5..1e-1", 1e-5...1e-1, true), ("eta=uniform:0.01..0.1", 0.01...0.1, false),
        ("lambda=1e-5..1e-1", 1e-5...1e-1, true), ("dropout=0..0.5", 0...0.5, false),
        ("eta-max=0.01..1", 0.01...1, true),
    ]) func rangesAreSampledWithinTheirBounds(text: String, range: ClosedRange<Double>, isLogarithmic: Bool) throws {
        let dimension = try Dimension(text)
        #expect(dimension.values == .range(range, isLogarithmic: isLogarithmic))
        let points = try SearchSpace([dimension]).points(400, seed: 3, stream: 0)
        let values = try points.map { try #require(Double($0[dimension.key]!)) }
        #expect(values.allSatisfy(range.contains))
        let middle =
            isLogarithmic
            ? (range.lowerBound * range.upperBound).squareRoot() : (range.lowerBound + range.upperBound) / 2
        let share = Double(values.count { $0 < middle }) / 400
        #expect(abs(share - 0.5) < 0.1, "half of the draws lie below the middle of the scale, seed 3")
    }

    @Test func gridsAreWhole() throws {
        let grid = try Dimension("lambda=log-grid:1e-5..1e-1:9")
        #expect(
            grid.values
                == .list([
                    "1e-05", "3.16228e-05", "0.0001", "0.000316228", "0.001", "0.00316228", "0.01", "0.0316228", "0.1",
                ]))
        #expect(try Dimension("lambda=grid:0.001,0.005,0.01").values == .list(["0.001", "0.005", "0.01"]))
        #expect(try Dimension("batch-size=grid:50..200:4").values == .list(["50", "100", "150", "200"]))
        let space = try SearchSpace([Dimension("lambda=grid:1,2,3"), Dimension(architectures: "50..60:5,35")])
        let points = space.points(nil, seed: 1, stream: 0)
        #expect(points.count == 9 && Set(points).count == 9)
        #expect(points[4] == ["lambda": "2", "hidden": "55,35"])
        #expect(Set(space.points(5, seed: 1, stream: 0)).count == 5, "a sample of a grid repeats no point")
    }

    @Test(arguments: ["batch-size=1..1e30", "batch-size=grid:1..1e30:3", "lambda=log:1e-5..1e300"])
    func aRangeBeyondAllNumbersIsRefused(text: String) {
        let error = #expect(throws: LabError.self) { try Dimension(text) }
        #expect(error?.kind == .usage && error?.message.contains("1e15") == true)
    }

    @Test func theSeedDecides() throws {
        let space = try SearchSpace([Dimension("lambda=1e-5..1e-1")])
        #expect(space.points(5, seed: 1, stream: 0) == Array(space.points(9, seed: 1, stream: 0).prefix(5)))
        #expect(space.points(5, seed: 1, stream: 0) != space.points(5, seed: 2, stream: 0))
        #expect(space.points(5, seed: 1, stream: 0) != space.points(5, seed: 1, stream: 1))
    }

    @Test func boxesAreSearchedInTurn() throws {
        let space = try SearchSpace(
            [], boxes: ["eta=0.005..0.009; lambda=1e-6..1e-5", "eta=0.05..0.12; lambda=1e-4..1e-2"])
        for (i, point) in space.points(20, seed: 1, stream: 0).enumerated() {
            #expect((try #require(Double(point["eta"]!)) < 0.01) == (i % 2 == 0))
        }
    }

    @Test func theFineRangeSpansTheBest() throws {
        let space = try SearchSpace([Dimension("lambda=1e-5..1e-1")])
        let fine = try space.narrowed(to: [["lambda": "0.01"], ["lambda": "0.001"], ["lambda": "0.004"]])
        for point in fine.points(50, seed: 1, stream: 1) {
            #expect((0.000999...0.010001).contains(Double(point["lambda"]!)!))
        }
    }

    @Test func aBoundLimitsArchitectures() throws {
        let small = try Dimension(architectures: "50..100:5,35..50:5") { $0.reduce(0, +) <= 90 }
        #expect(small.values == .list(["50,35", "50,40", "55,35"]))
    }

    @Test func aLinearRangeOverDecadesIsWarnedOf() throws {
        #expect(try Dimension("lambda=uniform:1e-5..1e-1").warning != nil)
        #expect(try Dimension("lambda=uniform:1e-3..1e-1").warning == nil)
        #expect(try Dimension("lambda=1e-5..1e-1").warning == nil)
        let grid = try #require(Dimension("lambda=grid:1e-5..1e-1:5").warning)
        #expect(grid.contains("write lambda=log-grid:1e-05..0.1:5 instead"))
        for even in ["lambda=grid:1e-3..1e-1:5", "lambda=log-grid:1e-5..1e-1:5", "lambda=grid:1e-5,1e-3,1e-1"] {
            #expect(try Dimension(even).warning == nil, "\(even)")
        }
        #expect(try Dimension(architectures: "1..301:100").warning == nil)
    }

    @Test func wholeNumbersReachTheRoundedEnds() throws {
        let dimension = try Dimension("batch-size=10.2..12.6")
        let points = try SearchSpace([dimension]).points(200, seed: 1, stream: 0)
        #expect(Set(points.map { $0["batch_size"]! }) == ["10", "11", "12", "13"])
        let narrowed = try SearchSpace([dimension]).narrowed(to: [["batch_size": "13"], ["batch_size": "12"]])
        #expect(narrowed != (try SearchSpace([dimension])), "13 is among what is drawn")
    }

    /// Sizes of one layer look like numbers, between which there are none to draw.
    @Test func narrowedLayerSizesAreThoseThatWereTried() throws {
        var plan = SearchPlan()
        plan.hidden = "8..12:2"
        let narrowed = try plan.coarseSpace().narrowed(to: [["hidden": "8"], ["hidden": "12"]])
        #expect(narrowed.points(nil, seed: 1, stream: 0).map { $0["hidden"] } == ["8", "12"])
    }

    @Test func aBoundNeedsLayerSizesToSearch() throws {
        var plan = SearchPlan()
        plan.maxParameters = 1000
        let error = #expect(throws: LabError.self) { try plan.check() }
        #expect(error?.kind == .usage && error?.message.contains("--hidden") ?? false)
        plan.hidden = "50..100:5,35"
        try plan.check()
    }

    @Test(arguments: [
        ("lambda", "KEY=RANGE"), ("lamda=1..2", "Did you mean 'lambda'?"), ("lambda=2..1", "LOW below HIGH"),
        ("lambda=log:0..1", "no logarithm"), ("lambda=lin:0..1", "no range of a search"),
        ("lambda=grid:a,b", "no list of numbers"), ("lambda=grid:0..1", "needs a count"),
        ("dropout=uniform:0..1", "0 ... 0.99"), ("hidden=50..100", "--hidden"), ("epochs=1..9", "no setting"),
        ("snapshot_every=1..9", "no setting"),
        ("lambda=", "KEY=RANGE"), ("lambda=1..nan", "LOW below HIGH"),
    ]) func aWrongTextGetsASentence(text: String, part: String) {
        let error = #expect(throws: LabError.self) { _ = try Dimension(text) }
        #expect(error?.message.contains(part) ?? false, "\(error?.message ?? "")")
        #expect(error?.kind == .usage)
    }

    @Test(arguments: ["50..40:5", "50..100", "a", "", "50..100:0", "50,", "0..9:3"])
    func aWrongArchitectureGetsASentence(text: String) {
        #expect(throws: LabError.self) { _ = try Dimension(architectures: text) }
    }

    @Test func rankCorrelation() throws {
        #expect(spearman([1, 2, 3, 4], [10, 20, 30, 40]) == 1)
        #expect(spearman([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
        // By hand: ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4.
        let tied = try #require(spearman([1, 2, 2, 3], [1, 3, 2, 4]))
        #expect(abs(tied - 4.5 / (4.5 * 5.0).squareRoot()) < 1e-12)
        #expect(spearman([1, 2], [1, 2]) == nil && spearman([1, 1, 1], [1, 2, 3]) == nil)
    }
}

import Components
import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

@Suite struct ReportRowTests {
    private let registry: Registry

    init() throws { registry = try Standard.registry() }

    @Test func everyRecipeResolves() throws {
        let rows = try ReportRow.rows()
        func count(_ kind: ReportRow.Kind) -> Int { rows.count { $0.kind == kind } }
        #expect(count(.fixedRecipe) == 32 && count(.assumedRecipe) == 23 && count(.curve) == 16)
        for row in rows {
            guard let recipe = row.recipe else { continue }
            #expect(try recipe.configuration(registry).dataset == "cifar10", "\(row.report), \(row.experiment)")
            #expect(try recipe.configuration(registry, isQuick: true).epochs == 2)
        }
        #expect(
            Set(rows.map { "\($0.report), \($0.experiment)" }).count == rows.count,
            "every row has a name of its own")
    }

    @Test func rowsOfOneTrainingShareItsRuns() throws {
        func count(_ report: String, seeds: Int) throws -> Int {
            let rows = try ReportRow.rows(report)
            return try Reproduction(rows, registry, seeds: seeds, isQuick: false, flags: [:]).manifest()?.runs.count
                ?? 0
        }
        // 2 small trainings, 5 coarse, 7 fine and the best, of which three have figures for three splits.
        #expect(try count("D", seeds: 1) == 15 && count("D", seeds: 2) == 30)
        #expect(try count("all", seeds: 1) < ["A", "B", "C", "D", "E"].reduce(0) { $0 + (try count($1, seeds: 1)) })
    }

    @Test func overridesReachTheConfiguration() throws {
        let row = try #require(try ReportRow.rows("e").first { $0.experiment == "leaky ReLU, pair 2" })
        let configuration = try #require(row.recipe).configuration(registry, seed: 7)
        #expect(configuration.lambda == 1e-6 && configuration.seed == 7 && row.published == 47.43)
        #expect(configuration.schedule == "exponential:eta=0.007986719995840757,factor=0.95")
    }

    /// Every search is one that the command would take, and has as many trials as its report.
    @Test func everySearchHasItsSpace() throws {
        let searches = Reproduction(try ReportRow.rows(), registry, seeds: 1, isQuick: false, flags: [:]).reportSearches
        var counts: [String: Int] = [:]
        for search in searches {
            let (plan, base) = (search.plan, try search.recipe.configuration(registry))
            try plan.check()
            let points = try plan.coarseSpace().points(plan.samples, seed: 1, stream: 0)
            for point in points { _ = try base.with(point, epochs: plan.epochs, registry) }
            counts[search.name] = points.count
        }
        #expect(
            counts == [
                "A-lambda": 9, "B-lambda": 10, "C-lambda": 60, "E-sizes-of-two": 44, "E-sizes-of-three": 44,
                "E-joint": 35,
            ])
    }

    @Test(arguments: [(52.0, 53.4, true, false), (51.8, 53.4, false, true), (56.0, 53.4, true, true)])
    func aRowIsMetWithinTheToleranceOrAbove(ours: Double, published: Double, isMet: Bool, differs: Bool) throws {
        var row = ReproducedRow(try #require(try ReportRow.rows("A").first { $0.published == 53.37 }))
        #expect(row.isMet == nil && !row.differs)
        row.figures = [ours - 0.5 + 53.37 - published, ours + 0.5 + 53.37 - published]
        #expect(row.isMet == isMet && row.differs == differs)
        row.failures = ["seed 3: diverged"]
        #expect(row.isMet == false, "a figure of the seeds that are left is none of the recipe")
    }

    @Test func aBestLambdaIsNoAccuracy() throws {
        var row = ReproducedRow(try #require(try ReportRow.rows("C").first { $0.published == 0.0035 }))
        row.figures = [0.004]
        #expect(row.difference == nil && row.isMet == nil)
    }

    @Test func anUnknownReportIsRefused() {
        #expect(throws: LabError.self) { _ = try ReportRow.rows("F") }
    }

    @Test func aFigureThatIsMissingIsRefused() throws {
        let figures = try PublishedFigures()
        #expect(try figures.figure("A", "initialization", "sigma", "1e-3", "bn") == 51.87)
        #expect(throws: LabError.self) { _ = try figures.figure("A", "no_such_row") }
    }
}

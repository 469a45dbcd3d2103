import Components
import Experiments
import Platform
import Standard
import Testing

@Suite struct ReportRowTests {
    @Test func everyFixedRecipeResolves() throws {
        let registry = try Standard.registry()
        let rows = try ReportRow.rows()
        let recipes = rows.filter { $0.kind == .fixedRecipe }
        #expect(recipes.count == 49)
        for row in recipes {
            let configuration = try row.configuration(registry)
            #expect(configuration.dataset == "cifar10" && row.published != nil, "\(row.report), \(row.experiment)")
            #expect(try row.configuration(registry, isQuick: true).epochs == 2)
        }
        #expect(
            Set(rows.map { "\($0.report), \($0.experiment)" }).count == rows.count, "every row has a name of its own")
    }

    @Test func overridesReachTheConfiguration() throws {
        let registry = try Standard.registry()
        let row = try #require(try ReportRow.rows("e").first { $0.experiment == "leaky ReLU, pair 2" })
        let configuration = try row.configuration(registry, seed: 7)
        #expect(configuration.lambda == 1e-6 && configuration.seed == 7 && row.published == 47.43)
        #expect(configuration.schedule == "exponential:eta=0.007986719995840757,factor=0.95")
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

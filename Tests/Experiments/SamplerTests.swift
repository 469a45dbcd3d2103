import Experiments
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct SamplerTests {
    @Test func anUnknownNameListsAll() throws {
        let error = #expect(throws: LabError.self) { _ = try Sampler(named: "cma-es") }
        #expect(error?.kind == .usage && error?.message.contains("random, tpe, cmaes") ?? false)
        #expect(try Sampler(named: "tpe") == .tpe)
    }

    @Test func anotherSamplerInTheFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        var plan = SearchPlan()
        try SearchResult(plan).write(to: folder.url)
        let text = try String(contentsOf: folder.url.appendingPathComponent("search.json"), encoding: .utf8)
        #expect(!text.contains("sampler"), "a search of before the samplers goes on")
        _ = try SearchResult.open(folder.url, plan)
        plan.sampler = .tpe
        #expect(throws: LabError.self) { _ = try SearchResult.open(folder.url, plan) }
    }

    @Test(arguments: [Sampler.tpe, .cmaes, .outside]) func halvingIsRefused(sampler: Sampler) {
        var plan = SearchPlan()
        (plan.halving, plan.sampler) = (3, sampler)
        let error = #expect(throws: LabError.self) { try plan.check() }
        #expect(error?.kind == .usage && error?.message.contains("--halving") ?? false)
    }

    @Test func whatCMAESCannotSearchIsRefused() throws {
        let boxes = try SearchSpace([], boxes: ["eta=1..2", "eta=3..4"])
        let texts = try SearchSpace([Dimension("lambda=1e-5..1e-1"), Dimension(architectures: "50..60:5,35")])
        for (space, part) in [(boxes, "one box, but there are 2"), (texts, "hidden is one of 3 texts such as '50,35'")]
        {
            let error = #expect(throws: LabError.self) { try Sampler.cmaes.check(space) }
            #expect(error?.kind == .usage && error?.message.contains(part) ?? false, "\(error?.message ?? "")")
            try Sampler.tpe.check(space)
        }
        try Sampler.cmaes.check(SearchSpace([Dimension("lambda=grid:0.1,1"), Dimension("batch-size=10..90")]))
    }
}

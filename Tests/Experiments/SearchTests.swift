import Components
import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

@Suite struct SearchTests {
    private func plan(_ change: (inout SearchPlan) -> Void = { _ in }) -> SearchPlan {
        var plan = SearchPlan()
        plan.search = ["lambda=log:1e-5..1e-1"]
        (plan.samples, plan.epochs) = (27, 9)
        change(&plan)
        return plan
    }

    private func run(_ plan: SearchPlan, _ hill: Hill = Hill(), from found: SearchResult? = nil) throws -> SearchResult
    {
        var search = Search(found ?? SearchResult(plan), hill)
        return try search.run(plan.coarseSpace(), fine: plan.fineSpace())
    }

    @Test func halvingTrainsFewLong() throws {
        let hill = Hill()
        let result = try run(plan { $0.halving = 3 }, hill)
        let counts = [1, 3, 9].map { epochs in hill.calls.count { $0.epochs == epochs } }
        #expect(counts == [27, 9, 3])
        #expect(result.trials.count { $0.accuracies.count == 9 } == 3)
        #expect(hill.epochsDone <= 27 + 9 * 2 + 3 * 6)
        let full = try run(plan())
        #expect(
            result.best.map(\.name) == full.best.map(\.name), "the order of this objective is the same at every epoch")
        #expect(result.correlations.map(\.trials) == [9, 3] && result.correlations.allSatisfy { $0.spearman == 1 })
    }

    @Test func pruningSavesEpochsAndKeepsTheBest() throws {
        let (hill, full) = (Hill(), Hill())
        let pruned = try run(plan { $0.prunes = true }, hill)
        let whole = try run(plan(), full)
        #expect(pruned.trials.contains { $0.status == .pruned && $0.accuracies.count < 9 })
        #expect(hill.epochsDone < full.epochsDone)
        #expect(pruned.best.first == whole.best.first)
    }

    @Test func theFineStageLooksCloser() throws {
        let result = try run(plan { $0.fineSamples = 6 })
        let fine = result.trials.filter { $0.stage == "fine" }
        #expect(fine.count == 6 && result.best.allSatisfy { $0.stage == "fine" })
        let span = try run(plan()).best.compactMap { Double($0.values["lambda"]!) }
        #expect(fine.allSatisfy { (span.min()! * 0.99...span.max()! * 1.01).contains(Double($0.values["lambda"]!)!) })
    }

    @Test func aDivergedTrialIsLast() throws {
        let result = try run(plan { $0.search = ["lambda=grid:0.001,0.1,0.01,0.02"] })
        #expect(result.trials.map(\.status) == [.finished, .diverged, .finished, .finished])
        #expect(!result.best.contains { $0.status == .diverged })
    }

    @Test(arguments: [1, 5, 28, 31, 40]) func anInterruptedSearchEndsLikeAnUndisturbedOne(calls: Int) throws {
        let folder = try TemporaryFolder()
        let plan = plan { ($0.halving, $0.prunes, $0.fineSamples) = (3, true, 9) }
        let hill = Hill()
        hill.callsLeft = calls
        var search = Search(SearchResult(plan), hill, save: { try $0.write(to: folder.url) })
        let error = #expect(throws: LabError.self) { _ = try search.run(plan.coarseSpace()) }
        #expect(error?.kind == .interrupted)
        let again = Hill()
        let found = try SearchResult.open(folder.url, plan)
        let result = try run(plan, again, from: found)
        let whole = Hill()
        #expect(try run(plan, whole) == result)
        #expect(hill.calls.count + again.calls.count == whole.calls.count, "nothing is trained twice")
    }

    @Test func aFineStageCanBeAskedForAfterwards() throws {
        let folder = try TemporaryFolder()
        let (first, again) = (Hill(), Hill())
        try run(plan(), first).write(to: folder.url)
        let both = plan { ($0.fineSamples, $0.fineEpochs, $0.best) = (6, 4, 2) }
        let result = try run(both, again, from: SearchResult.open(folder.url, both))
        let whole = Hill()
        #expect(try run(both, whole) == result)
        #expect(first.calls.count + again.calls.count == whole.calls.count, "no coarse trial is trained twice")
        try result.write(to: folder.url)
        #expect(throws: LabError.self, "its fine trials are there") {
            _ = try SearchResult.open(folder.url, plan { $0.fineSamples = 7 })
        }
    }

    @Test func theTestSplitDoesNotChooseAFineStage() throws {
        let folder = try TemporaryFolder()
        var result = try run(plan())
        let opening = Data("{\"date\":0,\"reason\":\"confirmation\"}".utf8)
        result.testOpenings = [try JSONDecoder().decode(SealOpening.self, from: opening)]
        try result.write(to: folder.url)
        #expect {
            _ = try SearchResult.open(folder.url, plan { $0.fineSamples = 6 })
        } throws: { ($0 as? LabError)?.kind == .usage && "\($0)".contains("has opened the test split") }
        #expect(try SearchResult.open(folder.url, plan()) == result)
    }

    @Test func anotherSearchInTheFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        try SearchResult(plan()).write(to: folder.url)
        let error = #expect(throws: LabError.self) { _ = try SearchResult.open(folder.url, plan { $0.seed = 2 }) }
        #expect(error?.kind == .usage)
    }
}

import Components
import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

/// Accuracy rises towards a height that is best at lambda 0.003; stops like Ctrl-C after some trainings.
private final class Hill: TrialRunner {
    var calls: [(name: String, epochs: Int)] = []
    var epochsDone = 0
    var callsLeft = Int.max

    func train(
        _ trial: Trial, through epochs: Int, of total: Int, goesOn: (_ epoch: Int, _ accuracy: Double) -> Bool
    ) throws -> [Double] {
        guard callsLeft > 0 else { throw LabError(.interrupted, "Interrupted.") }
        callsLeft -= 1
        calls.append((trial.name, epochs))
        let lambda = Double(trial.values["lambda"]!)!
        if lambda > 0.09 { throw LabError(.diverged, "far too strong") }
        let height = 0.6 - 0.05 * pow(log10(lambda / 0.003), 2)
        var accuracies = trial.accuracies
        while accuracies.count < epochs {
            accuracies.append(height * (1 - exp(-Double(accuracies.count + 1) / 4)))
            epochsDone += 1
            guard goesOn(accuracies.count, accuracies[accuracies.count - 1]) else { break }
        }
        return accuracies
    }
}

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

    @Test func anotherSearchInTheFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        try SearchResult(plan()).write(to: folder.url)
        let error = #expect(throws: LabError.self) { _ = try SearchResult.open(folder.url, plan { $0.seed = 2 }) }
        #expect(error?.kind == .usage)
    }

    @Test func anOutsideOptimizerChooses() throws {
        var answers = [#"{"values":{"lambda":0.003}}"#, #"{"values":{"lambda":"0.01"}}"#, #"{"op":"stop"}"#]
        var lines: [String] = []
        let dialog = AskTell(
            Hill(), epochs: 2, read: { answers.isEmpty ? nil : answers.removeFirst() }, write: { lines.append($0) })
        let trials = try dialog.run(plan().coarseSpace(), trials: 9, seed: 1)
        #expect(trials.map { $0.values["lambda"] } == ["0.003", "0.01"])
        #expect(lines.count == 6 && lines[0].contains("\"log\":true") && lines[1] == #"{"id":0,"op":"ask"}"#)
        #expect(lines[2].contains(#""op":"tell""#) && lines[2].contains(#""status":"finished""#))
    }

    @Test func aLineThatIsNoAnswerIsRefused() throws {
        let dialog = AskTell(Hill(), epochs: 2, read: { "hello" }, write: { _ in })
        let error = #expect(throws: LabError.self) { _ = try dialog.run(plan().coarseSpace(), trials: 1, seed: 1) }
        #expect(error?.kind == .badData)
    }
}

import Experiments
import Foundation
import Platform
import TestSupport
import Testing

/// An optimizer whose next point depends on all that it was told; it leaves or stops after some asks.
private final class Walker {
    var lines: [String] = []
    var asksLeft = Int.max
    var last: String? = #"{"op":"stop"}"#
    /// How far through the range it begins.
    var start = 0.5
    private var sum = 0.0
    private var range = (low: 1e-5, high: 1e-1)

    var dialog: AskTell { AskTell(read: read, write: write) }

    private func write(_ line: String) {
        lines.append(line)
        if let ends = line.firstMatch(of: /"high":([0-9.e-]+).*"low":([0-9.e-]+)/) {
            (sum, range) = (0, (Double(ends.2)!, Double(ends.1)!))
        }
        if let value = line.firstMatch(of: /"value":([0-9.e-]+)/) { sum += Double(value.1)! }
    }

    private func read() -> String? {
        guard asksLeft > 0 else { return last }
        asksLeft -= 1
        let share = (start + sum).truncatingRemainder(dividingBy: 1)
        return "{\"values\":{\"lambda\":\(range.low * pow(range.high / range.low, share))}}"
    }
}

@Suite struct AskTellTests {
    private func plan(_ change: (inout SearchPlan) -> Void = { _ in }) -> SearchPlan {
        var plan = SearchPlan()
        plan.search = ["lambda=log:1e-5..1e-1"]
        (plan.samples, plan.epochs, plan.sampler) = (9, 6, .outside)
        change(&plan)
        return plan
    }

    private func run(
        _ plan: SearchPlan, _ walker: Walker, _ hill: Hill = Hill(), from found: SearchResult? = nil
    ) throws -> SearchResult {
        var search = Search(found ?? SearchResult(plan), hill, asking: walker.dialog)
        return try search.run(plan.coarseSpace(), fine: plan.fineSpace())
    }

    @Test func anOptimizerChoosesAndIsTold() throws {
        let walker = Walker()
        walker.asksLeft = 2
        let result = try run(plan(), walker)
        #expect(result.isFinished && result.trials.map(\.name) == ["coarse-001", "coarse-002"])
        #expect(result.trials[0].values == ["lambda": "0.001"] && result.trials[0].status == .finished)
        #expect(walker.lines.count == 6 && walker.lines[1] == #"{"id":0,"op":"ask"}"#)
        #expect(
            walker.lines[0]
                == #"{"boxes":[{"lambda":{"high":0.1,"integer":false,"log":true,"low":1e-05}}],"epochs":6,"op":"space","seed":1,"trials":9}"#
        )
        #expect(walker.lines[2].contains(#""op":"tell""#) && walker.lines[2].contains(#""status":"finished""#))
    }

    @Test func gridsAndWholeNumbersAreTold() throws {
        let walker = Walker()
        _ = try run(
            plan {
                $0.samples = 1
                $0.search = ["batch-size=10.2..99.6", "lambda=grid:0.1,1e-2"]
                $0.boxes = ["dropout=0..0.5", "eta=log:1..2"]
            }, stopping(walker))
        let whole = #""batch_size":{"high":100,"integer":true,"log":false,"low":10}"#
        #expect(walker.lines[0].ranges(of: whole).count == 2, "\(walker.lines[0])")
        #expect(walker.lines[0].ranges(of: #""lambda":{"choices":["0.1","1e-2"]}"#).count == 2)
    }

    private func stopping(_ walker: Walker) -> Walker {
        walker.asksLeft = 0
        return walker
    }

    @Test(arguments: [1, 2, 5, 9, 11]) func anInterruptedSearchEndsLikeAnUndisturbedOne(calls: Int) throws {
        let folder = try TemporaryFolder()
        let plan = plan { ($0.prunes, $0.fineSamples) = (true, 4) }
        let hill = Hill()
        hill.callsLeft = calls
        var search = Search(
            SearchResult(plan), hill, asking: Walker().dialog, save: { try $0.write(to: folder.url) })
        let error = #expect(throws: LabError.self) { _ = try search.run(plan.coarseSpace()) }
        #expect(error?.kind == .interrupted)
        let (again, whole) = (Hill(), Hill())
        let found = try SearchResult.open(folder.url, plan)
        #expect(found.trials.count == calls + 1, "the trial under way is known as well")
        let result = try run(plan, Walker(), again, from: found)
        #expect(try run(plan, Walker(), whole) == result && result.isFinished)
        #expect(result.trials.count == 13 && Set(result.trials.map(\.values)).count > 9)
        #expect(hill.calls.count + again.calls.count == whole.calls.count, "nothing is trained twice")
    }

    @Test func anOptimizerThatLeavesMayComeBack() throws {
        let walker = Walker()
        (walker.asksLeft, walker.last) = (3, nil)
        let left = try run(plan(), walker)
        #expect(!left.isFinished && left.trials.count == 3)
        #expect(try run(plan(), Walker(), from: left) == run(plan(), Walker()))
    }

    @Test func anotherOptimizerIsRefused() throws {
        let walker = Walker()
        (walker.asksLeft, walker.last) = (3, nil)
        let left = try run(plan(), walker)
        let other = Walker()
        other.start = 0.6
        let error = #expect(throws: LabError.self) { _ = try run(plan(), other, from: left) }
        #expect(error?.kind == .badData && error?.message.contains("coarse-001 is known with lambda=0.001") ?? false)
    }

    @Test func theFineStageHasASpaceOfItsOwn() throws {
        let walker = Walker()
        let result = try run(
            plan {
                $0.fine = ["lambda=log:1e-4..1e-2"]
                $0.fineSamples = 2
            }, walker)
        let spaces = walker.lines.filter { $0.contains(#""op":"space""#) }
        #expect(spaces.count == 2 && spaces[1].contains(#""low":0.0001"#) && spaces[1].contains(#""seed":2"#))
        #expect(result.trials.suffix(2).map(\.name) == ["fine-001", "fine-002"])
    }

    @Test func aDivergedTrialIsTold() throws {
        let walker = Walker()
        (walker.asksLeft, walker.start) = (1, 0.995)
        _ = try run(plan(), walker)
        #expect(walker.lines[2] == #"{"accuracies":[],"id":0,"op":"tell","status":"diverged","value":0}"#)
    }

    @Test(arguments: [
        ("hello", "is no answer"), ("{}", "has no values"), (#"{"values":{"lambda":1}}"#, "no point of the space"),
        (#"{"values":{}}"#, "no point of the space"), (#"{"values":{"lambda":0.01,"eta":1}}"#, "no point of the space"),
        (#"{"values":{"lambda":"x"}}"#, "no point of the space"),
    ]) func aLineThatIsNoAnswerIsRefused(line: String, part: String) throws {
        let walker = Walker()
        (walker.asksLeft, walker.last) = (0, line)
        let error = #expect(throws: LabError.self) { _ = try run(plan(), walker) }
        #expect(error?.kind == .badData && error?.message.contains(part) ?? false, "\(error?.message ?? "")")
    }

    @Test func aShareOfAWholeNumberIsNoPoint() throws {
        let walker = Walker()
        (walker.asksLeft, walker.last) = (0, #"{"values":{"batch_size":50.5}}"#)
        let error = #expect(throws: LabError.self) {
            _ = try run(plan { $0.search = ["batch_size=20..200"] }, walker)
        }
        #expect(error?.kind == .badData && error?.message.contains("no point of the space") ?? false)
    }
}

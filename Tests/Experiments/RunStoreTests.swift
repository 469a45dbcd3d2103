import Components
import Experiments
import Foundation
import GRDB
import Platform
import Standard
import TestSupport
import Testing
import Training

/// The store with workers that are made up; real ones are killed in SweepCommandTests.
@Suite struct RunStoreTests {
    let folder: TemporaryFolder
    let registry: Registry

    init() throws {
        folder = try TemporaryFolder()
        registry = try Standard.registry()
    }

    private var url: URL { folder.url.appendingPathComponent("store.sqlite") }

    private func manifest(_ name: String = "widths", lambdas: String = "0.1, 0.2", seeds: Int = 2) throws
        -> SweepManifest
    {
        let text = "base: tutorial/shapes\nvary: {product: {lambda: [\(lambdas)]}}\nseeds: \(seeds)\n"
        let path = try folder.write("\(name).yaml", Array(text.utf8))
        return try SweepManifest(SweepSpecification(yaml: URL(fileURLWithPath: path)), registry: registry)
    }

    private func worker(_ number: Int32, machine: String = "elsewhere") -> WorkerProcess {
        WorkerProcess(machine: machine, number: number, started: "0")
    }

    private let row = HistoryRow(
        step: 3, epoch: 0.5, eta: 0.1, training: Metrics(loss: 1, cost: 2, accuracy: 0.25),
        validation: Metrics(loss: 3, cost: 4, accuracy: 0.75))

    private func summary(_ id: String) throws -> RunSummary {
        let row = String(decoding: try JSONEncoder().encode(row), as: UTF8.self)
        let json = """
            {"schema": "layerlab.summary", "version": 1, "status": "finished", "folder": "\(id)", "steps": 3,
            "plannedSteps": 3, "parameters": 7, "last": \(row), "best": \(row), "kept": "last", "seconds": 2,
            "imagesPerSecond": 1, "warnings": [], "provenance": {"layerlab": "0", "kernels": "", "gemm": "auto", "cpu": "",
            "threads": 1, "seed": 1, "data": "none"}}
            """
        return try JSONDecoder().decode(RunSummary.self, from: Data(json.utf8))
    }

    @Test func twoConnectionsNeverClaimTheSameRun() async throws {
        let manifest = try manifest(lambdas: "1, 2, 3, 4, 5", seeds: 8)
        try RunStore(url).register(manifest)
        let url = url
        let claims = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 1...4 {
                group.addTask {
                    let store = try RunStore(url)
                    let me = WorkerProcess(machine: "elsewhere", number: Int32(number), started: "0")
                    var ids: [String] = []
                    while ids.count <= 40, let run = try store.claim(sweep: "widths", by: me) { ids.append(run.id) }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claims.sorted() == manifest.runs.map(\.id).sorted())
    }

    @Test func runsOfTheSameBatchesAreClaimedTogether() throws {
        let store = try RunStore(url)
        let twelve = (11...22).map { "0.\($0)" }.joined(separator: ", ")
        try store.register(manifest(lambdas: twelve, seeds: 2))
        func claim(_ number: Int32) throws -> [StoredRun] {
            try store.claimTogether(sweep: "widths", jobs: 2, by: worker(number))
        }
        let claims = try (1...7).map(claim)
        #expect(claims.map(\.count) == [6, 6, 6, 6, 0, 0, 0])
        #expect(claims.allSatisfy { Set($0.compactMap { $0.settings["seed"] }).count <= 1 })
        #expect(Set(claims.joined().map(\.id)).count == 24)
    }

    @Test func aRunWithBatchesOfItsOwnIsTrainedByItself() throws {
        let text = """
            base: tutorial/shapes
            vary: {list: [{lambda: 0.1}, {lambda: 0.2}, {lambda: 0.3, batch_size: 50}, {lambda: 0.4, optimizer: adam}]}
            """
        let path = try folder.write("list.yaml", Array(text.utf8))
        let manifest = try SweepManifest(SweepSpecification(yaml: URL(fileURLWithPath: path)), registry: registry)
        #expect(manifest.runs.map { $0.batches != nil } == [true, true, false, false])
        #expect(manifest.runs[0].batches == manifest.runs[1].batches)
        let store = try RunStore(url)
        try store.register(manifest)
        let claims = try (0..<3).map { _ in try store.claimTogether(sweep: "list", jobs: 1) }
        #expect(claims.map { $0.map { $0.settings["lambda"] } } == [["0.1", "0.2"], ["0.3"], ["0.4"]])
    }

    @Test func aRunIsTakenOverFromTheDeadAlone() throws {
        let store = try RunStore(url)
        try store.register(manifest(lambdas: "0.1", seeds: 1))
        let now = Date()
        let gone = worker(ProcessInfo.processInfo.processIdentifier, machine: WorkerProcess.thisMachine)
        let id = try #require(try store.claim(sweep: "widths", by: gone, now: now)).id
        #expect(try store.free(in: "widths", now: now) == 1)
        #expect(try store.claim(sweep: "widths", by: .current, now: now)?.id == id)
        #expect(try store.claim(sweep: "widths", by: worker(2), now: now + 1e6) == nil, "this process lives")
        #expect(throws: LabError.self) { try store.stop(id, .interrupted, by: gone) }
        try store.stop(id, .interrupted)
        let far = try #require(try store.claim(sweep: "widths", by: worker(3), now: now))
        #expect(far.attempts == 3 && far.state == .running)
        try store.beat(id, by: worker(3), now: now + 500)
        #expect(try store.claim(sweep: "widths", by: worker(4), now: now + 1099) == nil)
        #expect(try store.claim(sweep: "widths", by: worker(4), now: now + 1101)?.id == id)
    }

    @Test func historyAndResultsComeBack() throws {
        let store = try RunStore(url)
        try store.register(manifest(lambdas: "0.1", seeds: 1))
        let id = try #require(try store.claim(sweep: "widths")).id
        try store.add(row, to: id)
        try store.add(row, to: id)
        #expect(try store.history(of: id) == [row])
        try store.finish(id, summary(id), [row])
        let run = try #require(try store.runs().first)
        #expect(run.state == .done && run.accuracy == 0.75 && run.loss == 3 && run.parameters == 7)
        #expect(run.version == layerLabVersion && run.settings["lambda"] == "0.1")
        #expect(try store.progress(of: "widths").over == 1)
        #expect(try store.claim(sweep: "widths") == nil)
        #expect(try store.damage().isEmpty)
    }

    @Test func sweepsShareRunsAndAreFrozen() throws {
        let store = try RunStore(url)
        try store.register(manifest("a", lambdas: "0.1, 0.2, 0.10, 2e-1"))
        try store.register(manifest("a", lambdas: "0.1, 0.2"))
        try store.register(manifest("b", lambdas: "0.2, 0.3"))
        #expect(try store.runs().count == 6 && store.runs(of: "a").count == 4 && store.runs(of: "b").count == 4)
        #expect(try manifest("a", lambdas: "0.1, 0.2, 0.10, 2e-1").duplicates == 4)
        #expect(throws: LabError.self) { try store.register(manifest("a", lambdas: "0.1, 0.3")) }
        #expect(try store.runs().count == 6, "what is refused leaves nothing")
    }

    /// Pages and figures of a sweep are files of its name.
    @Test func aNameThatIsNoFileIsRefused() throws {
        let store = try RunStore(url)
        var manifest = try manifest()
        manifest.name = "a/b"
        let error = #expect(throws: LabError.self) { try store.register(manifest) }
        #expect(error?.kind == .usage && error?.message.contains("'a/b'") == true)
        #expect(try store.runs().isEmpty)
    }

    @Test func failedRunsAreTriedAgainOnRequest() throws {
        let store = try RunStore(url)
        try store.register(manifest(lambdas: "0.1", seeds: 1))
        let id = try #require(try store.claim(sweep: "widths")).id
        try store.fail(workerNumber: WorkerProcess.current.number, error: "crashed")
        #expect(try store.runs().first?.error == "crashed")
        #expect(try store.claim(sweep: "widths") == nil)
        #expect(try store.retryFailed(of: "widths") == 1)
        #expect(try store.claim(sweep: "widths")?.id == id)
    }

    /// Nobody knows which of them it was, so each is tried by itself, and only the guilty one fails.
    @Test func runsOfACrashedWorkerAreTrainedApart() throws {
        let store = try RunStore(url)
        try store.register(manifest(lambdas: "0.1, 0.2, 0.3", seeds: 1))
        #expect(try store.claimTogether(sweep: "widths", jobs: 1).count == 3)
        try store.fail(workerNumber: WorkerProcess.current.number, error: "crashed")
        #expect(try store.runs().allSatisfy { $0.state == .interrupted && $0.batches == nil })
        #expect(try store.claimTogether(sweep: "widths", jobs: 1).count == 1)
        try store.fail(workerNumber: WorkerProcess.current.number, error: "crashed")
        #expect(try store.runs().map(\.state) == [.failed, .interrupted, .interrupted])
    }

    @Test func aRunThatWaitsFindsCompanyInALaterSweep() throws {
        let store = try RunStore(url)
        try store.register(manifest("alone", lambdas: "0.1", seeds: 1))
        #expect(try store.runs().allSatisfy { $0.batches == nil })
        try store.register(manifest("more", lambdas: "0.1, 0.2", seeds: 1))
        #expect(try store.claimTogether(sweep: "more", jobs: 1).count == 2)
    }

    @Test func anOldStoreIsBroughtUpToDate() throws {
        _ = try RunStore(url, upTo: "runs and sweeps")
        let old = try DatabaseQueue(path: url.path)
        try old.write { db in
            try db.execute(sql: "INSERT INTO run (id, configuration, seed) VALUES ('old', 'lambda: 0.1', '1')")
            try db.execute(sql: "INSERT INTO sweep (id, name, created) VALUES (1, 'widths', 0)")
            try db.execute(sql: "INSERT INTO sweepRun VALUES (1, 0, 'old', 'baseline')")
        }
        let store = try RunStore(url)
        #expect(try store.claimTogether(sweep: "widths", jobs: 1).map(\.id) == ["old"])
        try store.recordTestOpening(of: "old", purpose: "confirmation", accuracy: 0.5)
        #expect(try store.testOpenings().map(\.run) == ["old"])
    }

    @Test func aLaterStoreAndAnotherFileAreRefused() throws {
        _ = try RunStore(url)
        try DatabaseQueue(path: url.path).write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('of the future')")
        }
        #expect { try RunStore(url) } throws: { "\($0)".contains("later version") }
        let text = URL(
            fileURLWithPath: try folder.write("text", Array(String(repeating: "no store ", count: 200).utf8)))
        #expect { try RunStore(text) } throws: { ($0 as? LabError)?.kind == .badData }
        #expect { try RunStore.existing(folder.url.appendingPathComponent("none")) } throws: {
            ($0 as? LabError)?.kind == .io
        }
    }

    @Test func theIdentityIsThatOfTheResults() throws {
        func id(_ flags: [String: String]) throws -> String {
            try LayeredConfiguration(preset: "tutorial/shapes", flags: flags, registry: registry).configuration.runID
        }
        let plain = try id([:])
        #expect(plain.count == 16 && plain.allSatisfy(\.isHexDigit))
        #expect(try id(["threads": "1", "out": "somewhere", "lambda": "1e-3"]) == plain)
        for (key, value) in [("lambda", "0.002"), ("seed", "2"), ("activation", "elu"), ("eval-every", "7")] {
            #expect(try id([key: value]) != plain, "\(key)")
        }
    }

    @Test func runsAreNamedAndFiltered() throws {
        let store = try RunStore(url)
        try store.register(manifest())
        let none = try store.runs()
        #expect { try none.named("@best") } throws: { "\($0)".contains("@best") }
        let id = try #require(try store.claim(sweep: "widths")).id
        try store.finish(id, summary(id), [row])
        let runs = try store.runs()
        #expect(try runs.named("@best").id == id && runs.named("@last").id == id)
        #expect(try runs.named(String(id.prefix(9))).id == id)
        #expect { try runs.named("") } throws: { "\($0)".contains("4 runs") }
        #expect { try runs.named("x") } throws: { "\($0)".contains("No run") }
        #expect(runs.differingKeys == ["lambda", "seed"])
        func count(_ text: String) throws -> Int { runs.filter(try RunCondition(text).holds).count }
        #expect(try count("lambda=1e-1") == 2 && count("state=done") == 1 && count("schedule=cyclical") == 4)
        #expect(try count("activation=rel") == 0)
        #expect { try count("states=done") } throws: { "\($0)".contains("'state'") }
    }
}

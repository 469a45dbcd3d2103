import Exports
import Foundation
import Platform
import TestSupport
import Testing
import Training

/// The check sums, the framing and the folders of event files.
@Suite struct TensorBoardTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// RFC 3720, appendix B.4; the last one is the common check word of catalogs of such codes.
    @Test(
        arguments: [
            (Array(repeating: 0, count: 32), 0x8A91_36AA), (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
            (
                [0x01, 0xC0] + Array(repeating: 0, count: 14) + [
                    0x14, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x14, 0, 0, 0, 0x18,
                ]
                    + [0x28] + Array(repeating: 0, count: 7) + [0x02] + Array(repeating: 0, count: 7), 0xD996_3A56
            ),
            (Array("123456789".utf8), 0xE306_9283),
        ] as [([UInt8], UInt32)])
    func checksumsAreCastagnolis(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
    }

    /// The bytes that TensorBoard 2.21's own RecordWriter makes of this message.
    @Test func recordsAreFramed() {
        let bytes = EventRecord.framed(Data("layerlab".utf8)).map { String(format: "%02x", $0) }.joined()
        #expect(bytes == "0800000000000000ff86240f6c617965726c6162aea78b4a")
    }

    private func row(_ step: Int) -> HistoryRow {
        let metrics = Metrics(loss: 1 / Double(step + 1), cost: 2, accuracy: 0.5)
        return HistoryRow(step: step, epoch: Double(step) / 10, eta: 0.1, training: metrics, validation: metrics)
    }

    @Test func aTrainingIsThereAfterEveryEvaluation() throws {
        var writer = try EventWriter(in: folder.url)
        try writer.take(.evaluation(row(0)))
        for step in 1...3 { try writer.take(.step(step: step, eta: 0.1, loss: 0.5)) }
        #expect(try EventFileReader(writer.url).steps("loss/batch") == [], "batches wait for the evaluation")
        try writer.take(.evaluation(row(3)))
        let events = try EventFileReader(writer.url)
        #expect(events.version == "brain.Event:2")
        #expect(events.steps("loss/batch") == [1, 2, 3])
        for tag in [
            "loss/training", "loss/validation", "cost/training", "cost/validation", "accuracy/training",
            "accuracy/validation", "learning_rate",
        ] { #expect(events.steps(tag) == [0, 3], "\(tag)") }
        #expect(events.values("loss/training") == [1, 0.25] && events.values("cost/validation") == [2, 2])
        #expect(writer.url.lastPathComponent.contains(/^events\.out\.tfevents\.\d{10}\./))
    }

    @Test func aRunThatGoesOnHasEveryStepOnce() throws {
        var first = try EventWriter(in: folder.url)
        for step in [0, 10, 20] { try first.take(.evaluation(row(step))) }
        // The same second and a name of a smaller number: still it has to sort behind the first.
        var second = try EventWriter(in: folder.url, continuingAfter: 20, past: [row(0), row(10), row(20)])
        try second.take(.evaluation(row(30)))
        #expect(first.url.lastPathComponent < second.url.lastPathComponent)
        #expect(try EventFileReader(second.url).steps("loss/training") == [30])
        #expect(try EventFileReader(second.url).restarts == [21])
        // A folder without the earlier part gets it.
        let empty = folder.url.appendingPathComponent("new/run")
        let whole = try EventWriter(in: empty, continuingAfter: 20, past: [row(0), row(10), row(20)])
        #expect(try EventFileReader(whole.url).steps("loss/training") == [0, 10, 20])
    }

    @Test func aFolderHoldsOneRun() throws {
        _ = try EventWriter(in: folder.url)
        #expect { _ = try EventWriter(in: folder.url) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("name another folder")
        }
        let file = try folder.write("file", [0])
        #expect { try EventWriter.check(URL(fileURLWithPath: file)) } throws: { ($0 as? LabError)?.kind == .io }
    }

    /// Ten digits, so that names sort as their times do; a time that cannot be is none.
    @Test(
        arguments: [
            (7.9, "0000000007"), (5_000_000_000, "5000000000"), (-1e300, "0000000000"), (1e300, "0000000000"),
            (.nan, "0000000000"),
        ])
    func namesAreMadeOfTheTime(start: Double, digits: String) throws {
        let example = try ExampleNetwork<Float>(activation: "relu", placement: "none")
        let file = EventFile([row(0)], example.graph, keptAt: 0, start: start, seconds: 1)
        #expect(file.name.hasPrefix("events.out.tfevents.\(digits)."), "\(file.name)")
    }

    @Test(arguments: ["9223372036854775807", "99999999999999999999", "9999999999999"])
    func nothingIsWrittenWhereItIsNotRead(digits: String) throws {
        try folder.write("events.out.tfevents.\(digits).host", [])
        #expect { try EventWriter(in: folder.url, continuingAfter: 1) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("move that file away")
        }
    }

    @Test func aNewFileSortsBehindALaterOne() throws {
        try folder.write("events.out.tfevents.5000000000.host", [])
        let name = try EventWriter(in: folder.url, continuingAfter: 1).url.lastPathComponent
        #expect(name.hasPrefix("events.out.tfevents.5000000001."), "\(name)")
    }

    @Test func anOldRunGivesTheSameFileAgain() throws {
        let example = try ExampleNetwork<Float>(activation: "relu", placement: "before")
        let rows = [0, 10, 20].map(row)
        let file = EventFile(rows, example.graph, keptAt: 10, start: 1_700_000_000, seconds: 40)
        try file.check(folder.url)
        let url = try file.write(into: folder.url)
        try file.check(folder.url)
        #expect(try file.write(into: folder.url) == url)
        let events = try EventFileReader(url)
        #expect(
            events.steps("accuracy/validation") == [0, 10, 20] && events.times == [0, 0, 20, 40, 20].map { 1.7e9 + $0 })
        #expect(events.steps("layer1/W") == [10] && events.steps("layer2/gamma") == [10])
        // Too old to be looked at by a reader of the newer one: another run.
        _ = try folder.write("events.out.tfevents.0000000001.host.1", [])
        #expect { try file.check(folder.url) } throws: { ($0 as? LabError)?.kind == .usage }
    }
}

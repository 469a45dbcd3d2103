import Components
import Experiments
import Foundation
import Standard
import TestSupport
import Testing

/// Runs of a store by what distinguishes them, and the file that asks for them again.
@Suite struct StoredSettingTests {
    let folder: TemporaryFolder
    let registry: Registry

    init() throws {
        folder = try TemporaryFolder()
        registry = try Standard.registry()
    }

    private func manifest(_ text: String) throws -> SweepManifest {
        let path = try folder.write("\(UUID().uuidString).yaml", Array(text.utf8))
        return try SweepManifest(SweepSpecification(yaml: URL(fileURLWithPath: path)), registry: registry)
    }

    /// A figure and a table of a sweep name its settings alike: as they were asked for.
    @Test func settingsOfASweepAreCalledWhatTheyWereAskedForAs() throws {
        let asked = try manifest(
            "base: tutorial/shapes\nvary: {one_at_a_time: {batch_norm: [after], activation: [elu]}}\nseeds: 2\n")
        let store = try RunStore(folder.url.appendingPathComponent("asked.sqlite"))
        try store.register(asked)
        let settings = try store.settings(of: asked.name)
        #expect(settings.map(\.label) == ["baseline", "batch_norm=after", "activation=elu"])
        #expect(settings.allSatisfy { $0.runs.count == 2 })
    }

    private func stored(_ manifest: SweepManifest) throws -> [StoredRun] {
        let store = try RunStore(folder.url.appendingPathComponent("\(UUID().uuidString).sqlite"))
        try store.register(manifest)
        return try store.runs(of: manifest.name)
    }

    @Test(
        arguments: [
            "vary: {product: {lambda: [0.1, 0.2], hidden: ['50,50', none]}}\nseeds: 2",
            "vary: {one_at_a_time: {batch_norm: [none, after], activation: ['elu:alpha=0.5']}}\nseeds: [3, 7, 5]",
            "vary: {list: [{epochs: 3, schedule: 'constant:eta=0.1'}, {cycles: 2}]}\nseeds: 1", "seeds: 4",
        ])
    func theFileAsksForTheSameRuns(variation: String) throws {
        let asked = try manifest("base: tutorial/shapes\n\(variation)\n")
        let file = try #require(try stored(asked).sweepFile(name: "again"))
        #expect(Set(try manifest(file).runs.map(\.id)) == Set(asked.runs.map(\.id)), "\(file)")
    }

    @Test func seedsThatAreNotSharedHaveNoFile() throws {
        var runs = try stored(manifest("base: tutorial/shapes\nvary: {product: {lambda: [0.1, 0.2]}}\nseeds: 2\n"))
        runs.removeLast()
        #expect(runs.sweepFile(name: "uneven") == nil)
    }

    @Test func labelsAreShortWhereThatTellsThemApart() throws {
        let text = """
            base: tutorial/shapes
            vary: {product: {batch_norm: [none, before], activation: ['elu:alpha=0.5', 'elu:alpha=2']}}
            seeds: 2
            """
        let settings = try stored(manifest(text)).bySetting
        #expect(
            settings.map(\.label) == [
                "batch_norm=none activation=elu:alpha=0.5", "batch_norm=none activation=elu:alpha=2",
                "batch_norm=before activation=elu:alpha=0.5", "batch_norm=before activation=elu:alpha=2",
            ])
        #expect(settings.allSatisfy { $0.runs.count == 2 && $0.accuracy == nil })
        #expect(try stored(manifest("base: tutorial/shapes\nseeds: 3\n")).bySetting.map(\.label) == ["all runs"])
    }
}

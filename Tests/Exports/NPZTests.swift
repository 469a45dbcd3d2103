import Data
import Exports
import Foundation
import Platform
import Tensor
import TestSupport
import Testing
import Training

/// NumPy's archives, read back by the library's own reader.
@Suite struct NPZTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [[7, 5], [1, 4]]) func aNetworkComesBack(hidden: [Int]) async throws {
        let example = try ExampleNetwork<Float>(
            activation: "relu", placement: "after", normalize: "zca:epsilon=0.1", hidden: hidden)
        let metrics = Metrics(loss: 0.5, cost: 0.75, accuracy: 0.25)
        let rows = [0, 7].map { HistoryRow(step: $0, epoch: 1, eta: 0.125, training: metrics, validation: metrics) }
        let file = NPZFile(example.network, example.model, rows)
        try file.write(to: folder.url.appendingPathComponent("net.npz"))
        let tensors =
            example.network.parameters.map { ($0.name, $0.value) } + example.network.buffers.map { ($0.name, $0.value) }
        let columns = [
            "step", "epoch", "eta", "train_loss", "train_cost", "train_accuracy", "validation_loss", "validation_cost",
            "validation_accuracy",
        ]
        let names =
            tensors.map(\.0) + ["input.mean", "input.deviation", "input.whitening"] + columns.map { "history.\($0)" }
        let arrays = try await NPZReader.arrays(names, in: folder.path("net.npz"))
        #expect(Set(arrays.keys) == Set(names))
        for (name, value) in tensors {
            #expect(arrays[name]?.values == value.entries, "\(name)")
            let shape = name.hasSuffix(".W") ? [value.rows, value.columns] : [value.columns]
            #expect(arrays[name]?.shape == shape, "\(name)")
            #expect(try example.model.encoded(example.network).tensors[name]?.shape == shape, "\(name)")
        }
        let normalizer = example.model.normalizer
        #expect(arrays["input.mean"]?.values == normalizer.mean.map { Float($0) })
        #expect(arrays["input.deviation"]?.values == normalizer.deviation.map { Float($0) })
        #expect(arrays["input.whitening"]?.values == normalizer.whitening?.entries)
        #expect(arrays["history.step"]?.values == [0, 7] && arrays["history.train_cost"]?.values == [0.75, 0.75])
        #expect(try file.encoded() == Data(contentsOf: folder.url.appendingPathComponent("net.npz")))
    }

    @Test(arguments: [true, false]) func samplesComeBackAsADataset(asBytes: Bool) async throws {
        let example = try ExampleNetwork<Float>(activation: "relu", placement: "none", asBytes: asBytes)
        let some = Subset(example.samples.dataset, [5, 3, 8, 1, 0, 2, 9, 10])
        var file = NPZFile()
        file.add("x_train", some)
        file.add("y_train", some.labels(some.positions[...]).map(Int.init))
        file.add("x_test", some)
        file.add("y_test", some.labels(some.positions[...]).map(Int.init))
        file.add("classes", ["a", "Größe"])
        try file.write(to: folder.url.appendingPathComponent("data.npz"))
        let splits = try await DataLibrary.load(
            DataRequest(dataset: "npz:\(folder.path("data.npz"))", validation: "0", seed: 1))
        #expect(splits.training.dataset.labels == [5, 3, 8, 1, 0, 2, 9, 10].map { $0 % 4 })
        switch (splits.training.dataset.features, example.samples.dataset.features) {
        case (.bytes(let found), .bytes(let all)): #expect(Array(found[..<18]) == Array(all[18 * 5..<18 * 6]))
        case (.floats(let found), .floats(let all)): #expect(Array(found[..<18]) == Array(all[18 * 5..<18 * 6]))
        default: Issue.record("bytes and numbers are told apart")
        }
    }
}

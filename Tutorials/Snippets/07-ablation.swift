// Chapter 7. An ablation: one part is exchanged at a time, and what that does is held against what a seed does.
import LayerLab

let registry = try Standard.registry()
var baseline = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=3000"], registry: registry)
(baseline.schedule, baseline.cycles) = ("cyclical:step_size=60", 1)
let splits = try await DataLibrary.load(baseline.dataRequest)
let changes = [[:], ["batch_norm": "none"], ["batch_norm": "after"], ["activation": "elu"], ["activation": "sigmoid"]]
var runs: [(label: String, seed: UInt64, accuracy: Double)] = []

for change in changes {
    for seed in 1...4 as ClosedRange<UInt64> {
        var settings = try baseline.changed(change, registry: registry)
        settings.seed = seed
        let last = try PreparedTraining<Float>(settings, registry, on: splits).train()
        runs.append(("\(change)", seed, 100 * last.validation.accuracy))
    }
}
for row in Ablation(runs)?.rows ?? [] {
    print(row.label, "accuracy", row.accuracy.text, "difference", row.comparison.differences.text, row.verdict.rawValue)
}

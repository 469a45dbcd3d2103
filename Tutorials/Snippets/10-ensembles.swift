// Chapter 10. Several networks that differ by their seeds alone, and the mean of their probabilities.
import LayerLab

let registry = try Standard.registry()
var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=3000"], registry: registry)
(settings.hidden, settings.dropout) = ([200, 100], 0.1)
(settings.schedule, settings.cycles) = ("cyclical:step_size=60", 1)
let splits = try await DataLibrary.load(settings.dataRequest)
var members: [Ensemble.Member] = []

for seed in 1...5 {
    settings.seed = UInt64(seed)
    let training = try PreparedTraining<Float>(settings, registry, on: splits)
    try training.train()
    members.append(Ensemble.Member("seed \(seed)", try training.probabilities(of: splits.test).converted()))
}
for member in members { print(member.name, Ensemble.score(member.probabilities, splits.test.labels)) }
print("together", Ensemble.score(Ensemble(members).probabilities, splits.test.labels))

// Chapter 10. Several networks that differ by their seeds alone, and the mean of their probabilities.
import LayerLab

let registry = try Standard.registry()
var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=3000"], registry: registry)
(settings.hidden, settings.dropout) = ([200, 100], 0.1)
(settings.schedule, settings.cycles) = ("cyclical:step_size=60", 1)
let splits = try await DataLibrary.load(settings.dataRequest)
var P = Matrix<Float>(rows: splits.test.count, columns: 10)
let members = 5

for seed in 1...members {
    settings.seed = UInt64(seed)
    let member = try PreparedTraining<Float>(settings, registry, on: splits)
    try member.train()
    P.combine(1, with: try member.probabilities(of: splits.test), 1 / Float(members))
    print("member \(seed):", try member.metrics(on: splits.test))
}
print("together:", Metrics(probabilities: P, labels: splits.test.labels))

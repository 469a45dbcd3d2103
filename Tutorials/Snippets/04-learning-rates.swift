// Chapter 4. A range test finds the learning rates; a cycle between them is held against one rate all the way.
import LayerLab

let registry = try Standard.registry()
var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=3000"], registry: registry)
let splits = try await DataLibrary.load(settings.dataRequest)

let test = try await RateTest.run(settings, registry, LearningRateFinder(from: 1e-5, to: 10, steps: 200))
let (etaMin, etaMax) = test.suggestion ?? (1e-5, 0.1)
print("rates from \(etaMin) to \(etaMax), by a test of \(test.points.count) steps")

settings.steps = 240
let cycle = "cyclical:eta_min=\(etaMin),eta_max=\(etaMax),step_size=60"
for schedule in [cycle, "constant:eta=0.001", "constant:eta=0.1", "constant:eta=3"] {
    settings.schedule = schedule
    let last = try PreparedTraining<Float>(settings, registry, on: splits).train()
    print(schedule, "gives", last.validation)
}

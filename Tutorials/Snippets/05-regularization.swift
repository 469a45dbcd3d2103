// Chapter 5. Coarse to fine: lambda is drawn from five decades, then from the span of the three best on validation.
import LayerLab

let registry = try Standard.registry()
var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=2000"], registry: registry)
(settings.hidden, settings.schedule, settings.cycles) = ([50], "cyclical:step_size=50", 1)
let splits = try await DataLibrary.load(settings.dataRequest)
var space = try SearchSpace([Dimension("lambda=log:1e-5..1")])

for (stream, stage) in ["coarse", "fine"].enumerated() {
    let trials = try space.points(8, seed: 1, stream: stream).map { point in
        let trial = try settings.changed(point, registry: registry)
        let last = try PreparedTraining<Float>(trial, registry, on: splits).train()
        return (point: point, lambda: trial.lambda, accuracy: last.validation.accuracy)
    }.sorted { $0.accuracy > $1.accuracy }
    for trial in trials { print(stage, "lambda", Float(trial.lambda), "validation accuracy", trial.accuracy) }
    space = try space.narrowed(to: trials.prefix(3).map(\.point))
}

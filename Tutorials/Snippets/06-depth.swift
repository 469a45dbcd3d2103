// Chapter 6. Three layers and nine, from He's weights and from small ones, without batch normalization and with it.
import LayerLab

let registry = try Standard.registry()
var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=3000"], registry: registry)
(settings.schedule, settings.cycles) = ("cyclical:eta_max=0.3,step_size=100", 1)
let splits = try await DataLibrary.load(settings.dataRequest)

for hidden in [[50, 50], [50, 30, 20, 20, 10, 10, 10, 10]] {
    for initializer in ["he", "normal:sigma=0.01"] {
        for placement in ["none", "before"] {
            (settings.hidden, settings.initializer, settings.batchNorm) = (hidden, initializer, placement)
            let last = try PreparedTraining<Float>(settings, registry, on: splits).train()
            print("\(hidden.count + 1) layers, \(initializer), batch norm \(placement): \(last.validation)")
        }
    }
}

// Chapter 0. A network of three layers learns ten shapes from generated images, and is measured on images it never saw.
import LayerLab

let registry = try Standard.registry()
var settings = try RunConfiguration(preset: "tutorial/shapes", registry: registry)
settings.hidden = [50, 50]
settings.activation = "relu"
settings.cycles = 1

let training = try await PreparedTraining<Float>(settings, registry)
print("\(training.network.parameterCount) weights and biases to learn")
try training.train { row in print(row) }

let result = try training.metrics(on: training.test)
print("test accuracy", result.accuracy)

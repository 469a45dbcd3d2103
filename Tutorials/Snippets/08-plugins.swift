// Chapter 8. A component of one's own: the sine as an activation, registered, checked, and trained with by its name.
import LayerLab

struct Sine: Activation, Component {
    static let info = ComponentInfo(
        .activation, "sine", summary: "A wave.", formula: "f(z) = sin z; f'(z) = cos z", source: "Sitzmann et al. 2020")

    init(_ options: ComponentOptions) {}

    func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) { A.map(Z) { z in S.sin(z) } }

    func backward<S: Scalar>(_ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>) {
        dZ.map(dA, Z) { dA, z in dA * S.cos(z) }
    }
}

var registry = try Standard.registry()
try registry.register(Sine.self)
let check = try ComponentCheck(.activation, "sine", in: registry)
print("largest gradient error:", check.largestError)

var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=3000"], registry: registry)
(settings.activation, settings.schedule, settings.cycles) = ("sine", "cyclical:step_size=60", 1)
let training = try await PreparedTraining<Float>(settings, registry)
try training.train { row in print(row) }

import Components
import Platform

/// A built-in activation in the languages that networks are exported to.
struct ActivationForm {
    /// f(z) as an expression that C and Swift read alike.
    let expression: String
    /// The numbers in the expression, by name.
    let constants: [(name: String, value: Double)]
    /// The nodes that compute it, from a value to a value.
    let onnx: (inout ONNXGraphBuilder, _ z: String) -> String

    private init(
        _ expression: String, _ constants: [(name: String, value: Double)] = [],
        onnx: @escaping (inout ONNXGraphBuilder, String) -> String
    ) {
        self.expression = expression
        self.constants = constants
        self.onnx = onnx
    }

    /// The form of an activation.
    ///
    /// - Parameter format: what is asked for, as errors call it.
    /// - Throws: ``LabError`` of kind `usage` for one of a plugin, which only its plugin knows.
    init(_ options: ComponentOptions, in format: String) throws {
        let forms = ActivationForm.forms
        guard let make = forms[options.info.name] else {
            throw LabError.usage(
                "The activation '\(options.info.name)' is not built in, so it has no form in \(format): export its weights "
                    + "with --npz, or train with one of " + forms.keys.sorted().joined(separator: ", ") + ".")
        }
        self = make(options)
    }

    /// What has a form.
    private static let forms: [String: @Sendable (ComponentOptions) -> ActivationForm] = [
        "identity": { _ in ActivationForm("z") { $0.add("Identity", $1) } },
        "relu": { _ in ActivationForm("z > 0 ? z : 0") { $0.add("Relu", $1) } },
        "sigmoid": { _ in ActivationForm("1 / (1 + exp(-z))") { $0.add("Sigmoid", $1) } },
        "tanh": { _ in ActivationForm("tanh(z)") { $0.add("Tanh", $1) } },
        "softplus": { _ in
            ActivationForm("(z > 0 ? z : 0) + log1p(exp(z > 0 ? -z : z))") { $0.add("Softplus", $1) }
        },
        "hard_swish": { _ in
            ActivationForm("z < -3 ? 0 : z > 3 ? z : z * (z + 3) / 6") { $0.add("HardSwish", $1) }
        },
        "leaky_relu": { options in
            let slope = options["slope"]
            return ActivationForm("z > 0 ? z : slope * z", [("slope", slope)]) {
                $0.add("LeakyRelu", $1, attributes: ["alpha": slope])
            }
        },
        "elu": { options in
            let alpha = options["alpha"]
            return ActivationForm("z > 0 ? z : alpha * expm1(z)", [("alpha", alpha)]) {
                $0.add("Elu", $1, attributes: ["alpha": alpha])
            }
        },
        "selu": { _ in selu },
        "silu": { silu(beta: $0["beta"]) },
        "gelu": { $0.flag("approximate") ? approximateGELU : gelu },
    ]

    /// The constants of Klambauer, Unterthiner, Mayr and Hochreiter 2017.
    private static var selu: ActivationForm {
        let (scale, alpha) = (1.0507009873554804934193349852946, 1.6732632423543772848170429916717)
        return ActivationForm("scale * (z > 0 ? z : alpha * expm1(z))", [("scale", scale), ("alpha", alpha)]) {
            $0.add("Selu", $1, attributes: ["alpha": alpha, "gamma": scale])
        }
    }

    private static func silu(beta: Double) -> ActivationForm {
        ActivationForm("z / (1 + exp(-beta * z))", [("beta", beta)]) { graph, z in
            let steep = graph.add("Mul", z, graph.constant(beta))
            return graph.add("Mul", z, graph.add("Sigmoid", steep))
        }
    }

    /// z Phi(z), from the error function, as the operator Gelu came after the operator set that is used.
    private static var gelu: ActivationForm {
        let root = 0.5.squareRoot()
        return ActivationForm("z / 2 * erfc(-z * rootOfHalf)", [("rootOfHalf", root)]) { graph, z in
            let erf = graph.add("Erf", graph.add("Mul", z, graph.constant(root)))
            let sum = graph.add("Add", erf, graph.constant(1))
            return graph.add("Mul", graph.add("Mul", z, graph.constant(0.5)), sum)
        }
    }

    private static var approximateGELU: ActivationForm {
        let (root, cubic) = ((2 / Double.pi).squareRoot(), 0.044715)
        return ActivationForm(
            "z / 2 * (1 + tanh(root * (z + cubic * z * z * z)))", [("root", root), ("cubic", cubic)]
        ) { graph, z in
            let cube = graph.add("Mul", z, graph.add("Mul", z, z))
            let sum = graph.add("Add", z, graph.add("Mul", cube, graph.constant(cubic)))
            let tanh = graph.add("Tanh", graph.add("Mul", sum, graph.constant(root)))
            let weight = graph.add("Add", tanh, graph.constant(1))
            return graph.add("Mul", graph.add("Mul", z, graph.constant(0.5)), weight)
        }
    }
}

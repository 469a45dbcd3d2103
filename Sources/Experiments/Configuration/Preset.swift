import Platform

/// Settings under a name.
public struct Preset: Sendable {
    /// The name behind `--preset`.
    public let name: String
    /// One line that says what it is.
    public let summary: String
    /// The settings, as texts by key.
    public let values: [String: String]

    /// The preset of a name.
    ///
    /// - Throws: ``LabError`` of kind `usage` where there is none.
    public static func named(_ name: String) throws -> Preset {
        guard let preset = all.first(where: { $0.name == name }) else {
            throw LabError.unknown("preset", name, choices: all.map(\.name))
        }
        return preset
    }

    /// Its settings as a layer.
    public func layer() throws -> ConfigurationLayer {
        try ConfigurationLayer(source: "preset \(name)", values)
    }

    /// The preset as a file for `--config`, keys in the order of ``ConfigurationKey/all``.
    public var yaml: String {
        let lines = ConfigurationKey.all.compactMap { key in values[key.name].map { "\(key.name): \"\($0)\"" } }
        return "# \(name): \(summary)\n" + lines.joined(separator: "\n") + "\n"
    }

    /// Every preset.
    public static let all: [Preset] = [
        Preset(
            name: "quickstart", summary: "Fashion-MNIST, 3 layers with batch norm, under a minute.",
            values: [
                "dataset": "fashion_mnist", "hidden": "200,100", "batch_norm": "before", "lambda": "0.0005",
                "schedule": "cyclical:step_size=2200", "cycles": "2",
            ]),
        Preset(
            name: "tutorial/shapes", summary: "Generated images, 3 layers with batch norm, a few seconds.",
            values: [
                "dataset": "shapes", "validation": "1000", "hidden": "50,50", "batch_norm": "before",
                "lambda": "0.001", "schedule": "cyclical:step_size=450", "cycles": "2",
            ]),
        Preset(
            name: "tutorial/spiral", summary: "Points of three spiral arms, 3 layers, about a second.",
            values: [
                "dataset": "spiral", "hidden": "20,20", "batch_size": "50", "batch_norm": "before",
                "lambda": "0", "schedule": "cyclical:step_size=500", "cycles": "1", "eval_every": "50",
            ]),
        coursework(
            "2-layer", "2 layers, one short cycle, batch 1 trains and batch 2 validates.",
            ["hidden": "50", "lambda": "0.01", "schedule": cyclical(500), "cycles": "1", "validation": "batch2"]),
        coursework(
            "2-layer-long", "2 layers, three cycles, batch 1 trains and batch 2 validates.",
            ["hidden": "50", "lambda": "0.01", "schedule": cyclical(800), "cycles": "3", "validation": "batch2"]),
        coursework(
            "2-layer-best", "2 layers on 49,000 images, three cycles, the best lambda of a search.",
            ["hidden": "50", "lambda": "0.006", "schedule": cyclical(980), "cycles": "3", "validation": "1000"]),
        coursework("3-layer", "3 layers without batch norm, two cycles.", twoCycles([50, 50], "none")),
        coursework("3-layer-bn", "3 layers with batch norm, two cycles.", twoCycles([50, 50], "before")),
        coursework("9-layer", "9 layers without batch norm, two cycles.", twoCycles(nineLayers, "none")),
        coursework("9-layer-bn", "9 layers with batch norm, two cycles.", twoCycles(nineLayers, "before")),
        coursework(
            "3-layer-bn-best", "3 layers with batch norm, three cycles, the best lambda of a search.",
            twoCycles([50, 50], "before").merging(["lambda": "0.0046", "cycles": "3"]) { $1 }),
        coursework(
            "3-layer-bn-momentum", "3 layers, momentum, a rate that decays by 0.95 an epoch, no gamma and beta.",
            [
                "hidden": "50,30", "batch_norm": "before:factor=0.99,affine=false", "init": "normal:sigma=0.001",
                "optimizer": "momentum:mu=0.9", "schedule": "exponential:eta=0.02,factor=0.95", "epochs": "10",
                "shuffle": "false", "validation": "1000", "keep": "best", "lambda": "1e-05",
            ]),
    ]

    private static let nineLayers = [50, 30, 20, 20, 10, 10, 10, 10]

    private static func cyclical(_ stepSize: Int) -> String {
        "cyclical:eta_min=1e-5,eta_max=0.1,step_size=\(stepSize)"
    }

    private static func twoCycles(_ hidden: [Int], _ batchNorm: String) -> [String: String] {
        [
            "hidden": hidden.map(String.init).joined(separator: ","), "batch_norm": batchNorm, "lambda": "0.005",
            "schedule": cyclical(2250), "cycles": "2",
        ]
    }

    /// CIFAR-10, batches of 100, He initialization, no batch norm unless said otherwise.
    private static func coursework(_ name: String, _ summary: String, _ values: [String: String]) -> Preset {
        let common = ["dataset": "cifar10", "batch_size": "100", "init": "he", "batch_norm": "none"]
        return Preset(name: "coursework/\(name)", summary: summary, values: common.merging(values) { $1 })
    }
}

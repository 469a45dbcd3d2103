import Components
import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    let registry: Registry
    let folder: TemporaryFolder

    init() throws {
        registry = try Standard.registry()
        folder = try TemporaryFolder()
    }

    private func layered(
        preset: String? = nil, file: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws -> LayeredConfiguration {
        let url = try file.map { URL(fileURLWithPath: try folder.write("c.yaml", Array($0.utf8))) }
        return try LayeredConfiguration(
            preset: preset, file: url, environment: environment, flags: flags, registry: registry)
    }

    @Test func laterLayersWin() throws {
        let all = try layered(
            preset: "coursework/3-layer-bn", file: "lambda: 0.1\nseed: 5\nbatch_size: 32",
            environment: ["LAYERLAB_SEED": "6", "LAYERLAB_BATCH_SIZE": "64", "LAYERLAB_KERNELS": "avx2"],
            flags: ["batch-size": "128"])
        let c = all.configuration
        #expect(c.dataset == "cifar10" && c.lambda == 0.1 && c.seed == 6 && c.batchSize == 128 && c.epochs == nil)
        let sources = ["dataset", "lambda", "seed", "batch_size", "gemm"].map {
            all.source(of: ConfigurationKey.named($0)!)
        }
        #expect(sources == ["preset coursework/3-layer-bn", "file c.yaml", "environment", "flag", "built-in"])
    }

    @Test func theWrittenFileIsTheSameConfiguration() throws {
        let first = try layered(
            flags: [
                "hidden": "9,8", "batch-norm": "after:affine=false", "lr-max": "0.2", "shuffle": "false", "epochs": "3",
                "dataset": "csv:a file.csv,label=y", "keep": "best", "eval-every": "7", "validation": "10",
            ]
        ).configuration
        #expect(try layered(file: first.yaml()).configuration == first)
        #expect(first.schedule == "cyclical:eta_min=1e-05,eta_max=0.2,step_size=2250")
    }

    @Test(arguments: Preset.all.map(\.name)) func presetsResolveAndPrintThemselves(name: String) throws {
        let preset = try layered(preset: name).configuration
        #expect(try layered(file: Preset.named(name).yaml).configuration == preset)
    }

    @Test func aScheduleNamesTheSourceOfEachOption() throws {
        let schedule = try #require(ConfigurationKey.named("schedule"))
        let mixed = try layered(preset: "quickstart", environment: ["LAYERLAB_N_S": "9"], flags: ["lr-max": "0.2"])
        #expect(mixed.source(of: schedule) == "preset quickstart; eta_max: flag; step_size: environment")
        #expect(try layered(flags: ["eta-min": "0.01"]).source(of: schedule) == "built-in; eta_min: flag")
        let replaced = try layered(file: "eta_min: 0.01", flags: ["schedule": "constant"])
        #expect(replaced.source(of: schedule) == "flag")
    }

    @Test func variablesKnowTheAliases() throws {
        #expect(try layered(environment: ["LAYERLAB_WEIGHT_DECAY": "0.25"]).configuration.lambda == 0.25)
        #expect {
            try layered(environment: ["LAYERLAB_WEIGHT_DECAY": "0.25", "LAYERLAB_LAMBDA": "1"])
        } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("environment sets lambda twice")
        }
        let others = ["LAYERLAB_KERNELS", "LAYERLAB_DATA", "LAYERLAB_PLUGIN_PATH", "LAYERLAB_TEST_SEED", "NO_COLOR"]
        let ignored = try layered(environment: Dictionary(uniqueKeysWithValues: others.map { ($0, "1") }))
        #expect(try ignored.configuration == layered().configuration && ignored.sources.isEmpty)
    }

    @Test func aMistypedVariableIsNotOverlooked() {
        #expect {
            try layered(environment: ["LAYERLAB_EPOCS": "3"])
        } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains("Did you mean 'LAYERLAB_EPOCHS'?")
        }
    }

    @Test func aLaterLengthReplacesTheEarlierOne() throws {
        let c = try layered(preset: "quickstart", flags: ["epochs": "3"]).configuration
        #expect(c.epochs == 3 && c.cycles == nil)
        #expect(try layered().configuration.cycles == 2)
        #expect(try layered(flags: ["schedule": "constant"]).configuration.epochs == 10)
    }

    @Test func optionsByPositionKeepTheirPlace() throws {
        let c = try layered(flags: ["schedule": "cyclical:0.001,0.2,7", "eta-min": "0.01"]).configuration
        #expect(c.schedule == "cyclical:eta_min=0.01,eta_max=0.2,step_size=7")
    }

    @Test func aLaterScheduleForgetsEarlierOptions() throws {
        let c = try layered(file: "eta_min: 0.01", flags: ["schedule": "constant"]).configuration
        #expect(c.schedule == "constant:eta=0.1")
    }

    @Test(
        arguments: [
            ("hidden", "50,-1", "1 ... 100000"), ("hidden", "50,,3", "separated by commas"),
            ("hidden", "50,", "or none"),
            ("lambda", "-1", "at least 0"), ("lambda", "nan", "nan"), ("batch-size", "0", "1 ... 1000000"),
            ("batch-size", "1", "variance of one sample"), ("epochs", "0", "1 ... 1000000000"),
            ("keep", "first", "best"),
            ("normalize", "per_pixel", "standardize"), ("precision", "half", "double"),
            ("seed", "-3", "0 ... 18446744073709551615"),
            ("dropout", "0.999", "0 ... 0.99"), ("threads", "0", "1 ... 1024"),
            ("activation", "rellu", "Did you mean 'relu'"),
            ("batch-norm", "before:epsilon=-1", "epsilon"), ("eta", "0.1", "no option of cyclical named 'eta'"),
            ("gemm", "openblass", "Did you mean 'openblas'"), ("dataset", "cifar", "Did you mean 'cifar10'"),
            ("dataset", "csv:label=y", "needs a path"), ("validation", "some", "batch2"),
            ("validation", "-1", "number"),
            ("step-size", "0", "step_size"), ("shuffle", "maybe", "true or false"), ("bach-size", "3", "batch_size"),
        ])
    func refusesWhatDoesNotFit(flag: String, text: String, words: String) {
        #expect { try layered(flags: [flag: text]) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains(words)
        }
    }

    @Test(
        arguments: [
            ("lamda: 1", LabError.Kind.usage, "lambda"), ("lambda: [1, 2", .badData, "YAML"),
            ("- 1", .badData, "mapping"), ("hidden: {a: 1}", .badData, "line 1"),
            ("seed: 1\nseed: 2", .badData, "duplicate"), ("epochs: 2\nsteps: 3", .usage, "one length"),
            ("dropout: 0.5\nhidden: none", .usage, "--hidden is none"), ("lambda: 1\nweight_decay: 2", .usage, "twice"),
            ("schedule: constant\ncycles: 2", .usage, "no cycles"),
        ] as [(String, LabError.Kind, String)])
    func refusesFilesThatDoNotFit(yaml: String, kind: LabError.Kind, words: String) {
        #expect { try layered(file: yaml) } throws: {
            ($0 as? LabError)?.kind == kind && "\($0)".localizedCaseInsensitiveContains(words)
        }
    }

    @Test func listsAreTakenAsWell() throws {
        #expect(try layered(file: "hidden: [7, 6]").configuration.hidden == [7, 6])
        #expect(try layered(file: "hidden: []").configuration.hidden == [])
        #expect(try layered(file: "").configuration == layered().configuration)
    }

    @Test func aMissingFileAndPresetAreNamed() {
        #expect { try LayeredConfiguration(file: URL(fileURLWithPath: "/no.yaml"), registry: registry) } throws: {
            ($0 as? LabError)?.kind == .io
        }
        #expect { try layered(preset: "coursework/3-layers") } throws: { "\($0)".contains("'coursework/3-layer'") }
    }
}

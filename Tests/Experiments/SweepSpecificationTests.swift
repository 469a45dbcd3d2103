import Components
import Experiments
import Foundation
import Platform
import Standard
import TestSupport
import Testing

/// What `--vary` and the file of a sweep say, and the sentence for what they must not.
@Suite struct SweepSpecificationTests {
    let folder: TemporaryFolder
    let registry: Registry

    init() throws {
        folder = try TemporaryFolder()
        registry = try Standard.registry()
    }

    private func manifest(_ yaml: String) throws -> SweepManifest {
        let path = try folder.write("sweep.yaml", Array(yaml.utf8))
        return try SweepManifest(SweepSpecification(yaml: URL(fileURLWithPath: path)), registry: registry)
    }

    @Test(
        arguments: [
            (
                "activation=relu,leaky_relu:slope=0.01,elu:alpha=0.01",
                ["relu", "leaky_relu:slope=0.01", "elu:alpha=0.01"]
            ),
            (
                "schedule=cyclical:eta_min=0.01,eta_max=0.1,constant:eta=0.1",
                ["cyclical:eta_min=0.01,eta_max=0.1", "constant:eta=0.1"]
            ),
            ("dataset=csv:a.csv,label=y,shapes", ["csv:a.csv,label=y", "shapes"]),
            ("hidden=50,100", ["50", "100"]), ("hidden=50,50;100,100", ["50,50", "100,100"]),
            ("schedule=one_cycle:0.1,0.04;constant", ["one_cycle:0.1,0.04", "constant"]),
            ("augment=none,horizontal_flip+translate:pixels=2", ["none", "horizontal_flip+translate:pixels=2"]),
            ("lambda=0.1", ["0.1"]),
        ])
    func valuesAreSplitWhereTheyEnd(text: String, values: [String]) throws {
        #expect(try SweepSpecification.Variation(text).values == values)
    }

    @Test(
        arguments: [
            ("activation", "KEY=VALUE"), ("=relu", "KEY=VALUE"), ("activation=relu,,elu", "empty value"),
            ("lambda=", "empty value"), ("lambdas=1", "Did you mean 'lambda'"), ("seed=1,2", "seeds"),
            ("threads=1", "varied"),
        ])
    func refusesInOneSentence(text: String, words: String) {
        #expect { try SweepSpecification.Variation(text) } throws: {
            ($0 as? LabError)?.kind == .usage && "\($0)".contains(words)
        }
    }

    @Test func aProductHasEveryCombinationInOrder() throws {
        let product = try manifest(
            """
            base: {preset: tutorial/shapes, cycles: 1}
            vary:
              product:
                hidden: [[20, 10], 30]
                activation: [relu, "leaky_relu:slope=0.1"]
            seeds: [4, 7]
            """)
        #expect(product.runs.map(\.configuration.seed) == [4, 7, 4, 7, 4, 7, 4, 7])
        #expect(
            product.runs.map(\.configuration.hidden) == [
                [20, 10], [20, 10], [20, 10], [20, 10], [30], [30], [30], [30],
            ])
        #expect(product.runs[2].label == "hidden=20,10 activation=leaky_relu:slope=0.1")
        #expect(product.runs.allSatisfy { $0.configuration.cycles == 1 })
        #expect(product.name == "sweep" && product.duplicates == 0)
    }

    @Test func aListAndOneAtATime() throws {
        let list = try manifest("base: tutorial/shapes\nvary: {list: [{lambda: 0}, {lambda: 0.1, n_s: 100}]}")
        #expect(list.runs.map(\.label) == ["lambda=0", "lambda=0.1 step_size=100"])
        let single = try manifest(
            "name: mine\nbase: tutorial/shapes\nvary: {one_at_a_time: {lambda: [0.001, 0.1], batch_norm: [none]}}")
        #expect(single.runs.map(\.label) == ["baseline", "lambda=0.1", "batch_norm=none"])
        #expect(single.duplicates == 1 && single.name == "mine")
    }

    @Test(
        arguments: [
            ("", "is empty"), ("vary: [", "no YAML"), ("bases: x", "Did you mean 'base'"),
            ("base: tutorial/shape", "Did you mean 'tutorial/shapes'"), ("seeds: 0", "1 ... 10000"),
            ("seeds: [1, x]", "line 1: a seed"), ("vary: {product: {lambda: 1}}", "a list"),
            ("vary:\n  cube: {}", "line 2"), ("vary: {product: {lambda: [{}]}}", "a plain value"),
            ("vary: {list: [], product: {}}", "one of"),
            ("base: {hidden: 5, validation: 0}", "compares its runs on validation"),
            ("base: tutorial/shapes\nvary: {product: {lambda: [-1]}}", "lambda=-1: lambda is '-1'"),
            ("seeds: []", "at least one"),
        ])
    func saysWhatIsWrongWithAFile(yaml: String, words: String) {
        #expect { try manifest(yaml) } throws: { $0 is LabError && "\($0)".contains(words) && !"\($0)".contains("\n") }
    }

    /// Two seeds that share their noise: a change of 2 points beyond doubt, and one that is none.
    @Test func anAblationComparesSeedBySeed() throws {
        var runs: [(label: String, seed: UInt64, accuracy: Double)] = []
        for (i, base) in [0.5, 0.6, 0.7].enumerated() {
            let effects: [(String, Double)] = [
                ("baseline", 0), ("up", 0.02 + 0.0001 * Double(i)), ("down", -0.02), ("noise", 0.1 * Double(i - 1)),
            ]
            runs += effects.map { (label: $0, seed: UInt64(i), accuracy: base + $1) }
        }
        let ablation = try #require(Ablation(runs))
        #expect(ablation.rows.map(\.label) == ["up", "down", "noise"])
        #expect(ablation.rows.map(\.verdict) == [.better, .worse, .withinNoise])
        #expect(abs(ablation.rows[0].comparison.differences.mean - 0.0201) < 1e-12)
        #expect(Ablation(runs.filter { $0.seed == 0 })?.rows[0].verdict == .unknown)
        #expect(Ablation([]) == nil)
    }
}

import Components
import Foundation
import Standard
import TestSupport
import Testing

@Suite struct DescribeCommandTests {
    private static let components = Standard.components.map { $0.info }.map { "\($0.kind.rawValue)/\($0.name)" }

    /// What there is to know of each component, and the flag that chooses it.
    @Test(arguments: components) func tellsOfEveryComponent(name: String) async throws {
        let run = try await CommandLineRun.layerlab(["describe", name])
        #expect(run.exitCode == 0, "\(run.errors)")
        let info = try #require(Standard.components.map { $0.info }.first { "\($0.kind.rawValue)/\($0.name)" == name })
        for words in [info.summary, info.formula, info.source, "use      --"] + info.parameters.map(\.expectation) {
            #expect(run.output.contains(words), "\(words)")
        }
        let flag = try #require(run.output.firstMatch(of: #/--([a-z-]+) /#)).1
        let chosen = try await CommandLineRun.layerlab(["train", "--print-config", "--\(flag)", info.name])
        #expect(chosen.exitCode == 0, "\(chosen.errors)")
    }

    /// The first of each kind has a picture of the form of its kind, or a sentence says that the kind has none.
    @Test(arguments: ComponentKind.allCases) func drawsOrSaysWhyNot(kind: ComponentKind) async throws {
        let name = try #require(Standard.components.map { $0.info }.first { $0.kind == kind }).name
        let folder = try TemporaryFolder()
        for file in ["a.svg", "a.png"] {
            let run = try await CommandLineRun.layerlab(
                [
                    "describe", "\(kind.rawValue)/\(name)", "--plot", folder.path(file), "--dataset",
                    "shapes:train=20,test=1",
                ])
            let isDrawn = FileManager.default.fileExists(atPath: folder.path(file))
            #expect(isDrawn == (run.exitCode == 0))
            if !isDrawn {
                #expect(
                    run.exitCode == 64 && run.errors.firstMatch(of: /no picture|end in .png/) != nil, "\(run.errors)")
            }
        }
        let drawn = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        switch kind {
        case .activation, .schedule, .initializer: #expect(drawn == ["a.png", "a.svg"])
        case .augmentation, .preprocessing: #expect(drawn == ["a.png"])
        default: #expect(drawn.isEmpty)
        }
    }

    @Test func respectsTheOptions() async throws {
        let run = try await CommandLineRun.layerlab(["describe", "leaky_relu:slope=0.2"])
        #expect(run.output.contains("--activation leaky_relu:slope=0.2"))
        #expect(run.output.firstMatch(of: /slope +0\.2 +0\.01 +a number in 0 \.\.\. 1/) != nil, "\(run.output)")
    }

    @Test(
        arguments: [
            (["none"], "placement/none or augmentation/none"), (["leaky_rellu"], "Did you mean 'leaky_relu'?"),
            (["elu:alpha=-1"], "a number in 0 ... 100"),
            (["flip", "--plot", "/tmp/a.png", "--dataset", "shapse"], "Did you mean 'shapes'?"),
        ])
    func saysWhatIsWrong(arguments: [String], words: String) async throws {
        let run = try await CommandLineRun.layerlab(["describe"] + arguments)
        #expect(run.exitCode == 64 && run.errors.contains(words), "\(run.errors)")
    }

    /// Completions come from the records, so they know every name.
    @Test(arguments: ["bash", "zsh", "fish"]) func completionsKnowTheNames(shell: String) async throws {
        let run = try await CommandLineRun.layerlab(["--generate-completion-script", shell])
        let words = Set(run.output.split { !($0.isLetter || $0.isNumber || "_/".contains($0)) }.map(String.init))
        for info in Standard.components.map({ $0.info }) { #expect(words.contains(info.name), "\(info.name)") }
        #expect(words.contains("placement/none"))
    }
}

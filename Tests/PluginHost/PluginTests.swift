import Components
import Foundation
import Platform
import PluginHost
import Standard
import Tensor
import TestSupport
import Testing
import Verification

/// Plugins that work: those that 'layerlab plugin new' writes, in both languages.
@Suite struct PluginTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ path: String, into registry: Registry? = nil) throws -> Registry {
        var registry = try registry ?? Standard.registry()
        try registry.load(plugin: path)
        return registry
    }

    /// Every kind in every language compiles, and keeps the promises of its kind with right gradients.
    @Test(arguments: PluginSource.kinds, PluginLanguage.allCases)
    func whatIsWrittenWorksAsItIs(kind: String, language: PluginLanguage) async throws {
        let text = try PluginSource.text(name: "my_part", kind: kind, language: language)
        let library = try await PluginFixture.compile(text, "my_part.\(language.rawValue)", in: folder)
        let registry = try load(library)
        let componentKind = try #require(ComponentKind(rawValue: kind))
        #expect(registry.plugins.map(\.name) == ["my_part"])
        let check = try ComponentCheck(componentKind, "my_part", in: registry, seed: testSeed)
        #expect(check.violations == [])
        #expect(check.passed, "\(check.networks)")
        #expect(check.networks.isEmpty == ["schedule", "optimizer"].contains(kind))
        #expect(!["swish", "softplus", "random_scale", "adagrad"].contains { text.contains($0) })
    }

    /// The texts in the binary are the files of the repository.
    @Test func theTextsAreThoseOfTheFiles() throws {
        #expect(try PluginSource.header == PluginFixture.text("CCore/PluginABI/include/layerlab_plugin.h"))
        #expect(try PluginSource.twin == PluginFixture.text("Plugins/Examples/rectifier_twin.c"))
        for (file, kind, language, name) in [
            ("swish.c", "activation", .c, "swish_beta"), ("softplus.swift", "activation", .swift, "softplus_beta"),
            ("adagrad.c", "optimizer", .c, "adagrad"),
        ] as [(String, String, PluginLanguage, String)] {
            let stem = String(file.prefix { $0 != "." })
            let text = try PluginFixture.text("Plugins/Examples/\(file)")
            #expect(
                try PluginSource.text(name: "mine", kind: kind, language: language)
                    == text.replacing(name, with: "mine").replacing(stem, with: "mine"))
        }
    }

    /// A name with the example's name in it is put in once.
    @Test(arguments: ["my_swish", "swish_beta", "swish2"]) func aNameIsPutInOnce(name: String) throws {
        let text = try PluginSource.text(name: name, kind: "activation", language: .c)
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.filter { $0.contains("swish") }
        #expect(!words.isEmpty && words.allSatisfy { $0 == name }, "\(Set(words))")
    }

    /// swish is silu where beta is 1, and Swift's softplus its logarithm: against formulas of their own.
    @Test func theExamplesComputeTheirFormulas() async throws {
        let swish = try await PluginFixture.compile(
            PluginFixture.text("Plugins/Examples/swish.c"), "swish.c", in: folder)
        let softplus = try await PluginFixture.compile(
            PluginFixture.text("Plugins/Examples/softplus.swift"), "softplus.swift", in: folder)
        let registry = try load(softplus, into: load(swish))
        let z = [-3, -0.5, 0, 0.25, 4].map { $0 as Double }
        for (text, f) in [
            ("swish_beta:beta=2", { $0 / (1 + exp(-2 * $0)) }), ("softplus_beta:beta=2", { log(1 + exp(2 * $0)) / 2 }),
        ] as [(String, (Double) -> Double)] {
            var A = Matrix<Double>(rows: 0, columns: z.count)
            try registry.activation(text).forward(Matrix(rows: 1, columns: z.count, z), into: &A)
            #expect(zip(A.entries, z.map(f)).allSatisfy { abs($0 - $1) < 1e-12 })
        }
        #expect(registry.plugins(.activation, in: "swish_beta:beta=2").map(\.name) == ["swish"])
        #expect(registry.plugins(.activation, in: "relu").isEmpty)
        #expect(throws: LabError.self) { try registry.activation("swish_beta:beta=-1") }
    }

    /// Random numbers are those of the stream: the same initial weights as a loop over the same stream draws.
    @Test func aPluginDrawsFromTheStreamThatItIsHanded() async throws {
        let path = try await PluginFixture.compile(
            PluginFixture.text("Plugins/Examples/scaled_box.c"), "scaled_box.c", in: folder)
        let initializer = try load(path).initializer("scaled_box")
        var stream = Random(seed: testSeed, purpose: .weights)
        var W = Matrix<Double>(rows: 3, columns: 4)
        initializer.fill(&W, gain: 2, using: &stream)
        var again = Random(seed: testSeed, purpose: .weights)
        let bound = (6.0 / 4).squareRoot()
        #expect(W.entries == (0..<12).map { _ in bound * (2 * again.uniform() - 1) })
        #expect(stream.next() == again.next(), "and it goes on where the plugin stopped")
    }

    @Test func aSearchPathNamesFoldersAndFiles() async throws {
        let text = try PluginSource.text(name: "mine", kind: "activation", language: .c)
        let library = try await PluginFixture.compile(text, "mine.c", in: folder)
        var byFolder = try Standard.registry()
        // The same file twice, and a source beside it, which is no library.
        try byFolder.load(plugins: [library], searching: "::\(folder.url.path):\(library):")
        #expect(byFolder.plugins.count == 1 && byFolder.names(.activation).last == "mine")
        #expect(byFolder.plugins[0].path == URL(fileURLWithPath: library).resolvingSymlinksInPath().path)
        #expect {
            var registry = try Standard.registry()
            try registry.load(plugins: [], searching: "/no/where")
        } throws: { ($0 as? LabError)?.message.contains("LAYERLAB_PLUGIN_PATH names /no/where") == true }
    }

    /// The header is C99 and C++.
    @Test(arguments: [["-std=c99", "-xc"], ["-std=c++11", "-xc++"]]) func theHeaderIsClean(language: [String])
        async throws
    {
        try folder.write("layerlab_plugin.h", Array(PluginSource.header.utf8))
        let strict = ["-fsyntax-only", "-Wall", "-Wextra", "-pedantic", "-Werror"]
        try await Child.run("clang", language + strict + [folder.path("layerlab_plugin.h")], package: "clang")
    }

    @Test func twoPluginsOfOneNameAreRefused() async throws {
        let text = try PluginSource.text(name: "mine", kind: "activation", language: .c)
        let first = try await PluginFixture.compile(text, "first.c", in: folder)
        let second = try await PluginFixture.compile(text, "second.c", in: folder)
        let registry = try load(first)
        #expect { try load(second, into: registry) } throws: {
            ($0 as? LabError)?.message.contains("it is called 'mine' like") == true
        }
    }

    @Test func aComponentOfATakenNameNamesTheOtherFile() async throws {
        let text = try PluginSource.text(name: "mine", kind: "activation", language: .c)
        let first = try await PluginFixture.compile(text, "first.c", in: folder)
        let second = try await PluginFixture.broken("#define NAME \"mine\"", in: folder)
        let registry = try load(first)
        #expect { try load(second, into: registry) } throws: {
            ($0 as? LabError)?.message.contains("there already (from \(first))") == true
        }
    }

    @Test func whatDoesNotCompileIsNamed() async throws {
        await #expect {
            _ = try await PluginFixture.compile("no C", "mine.c", in: folder)
        } throws: {
            ($0 as? LabError)?.message.contains("mine.c does not compile") == true
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("mine.so")))
        #expect(throws: LabError.self) { try PluginCompiler("mine.rs") }
        #expect(throws: LabError.self) { try PluginCompiler(folder.path("nothing.c")) }
        #expect(throws: LabError.self) { try PluginSource.text(name: "9lives", kind: "activation", language: .c) }
        #expect(throws: LabError.self) { try PluginSource.text(name: "mine", kind: "placement", language: .c) }
    }
}

/// What a run writes down of a plugin.
@Suite struct PluginRecordTests {
    @Test func aRecordIsReadBackFromItsText() {
        let records = ["/a/mine.so", "/with space; and, more %/x.so"].map {
            PluginRecord(
                name: "mine", version: "1.0", checksum: String(repeating: "0f", count: 32),
                components: ["activation/mine", "schedule/slow"], path: $0)
        }
        #expect(PluginRecord.list(PluginRecord.text(records)) == records)
        #expect(PluginRecord.list("mine 1.0 /a/mine.so") == nil)
    }

    @Test func aFaultKeepsItsFirstError() throws {
        let fault = ComponentFault()
        try fault.check()
        fault.note(.badData("first."), remedy: "Look.")
        fault.note(.badData("second."), remedy: "Look.")
        #expect(throws: LabError.badData("first. Look.")) { try fault.check() }
        #expect(fault.take() == .badData("first."))
        try fault.check()
    }
}

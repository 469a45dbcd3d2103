import Foundation
import TestSupport
import Testing

/// A training on generated images that takes a moment.
private let small = [
    "--dataset", "shapes:train=600,test=200", "--validation", "100", "--hidden", "12", "--steps", "20", "--eval-every",
    "10", "--batch-size", "50", "--threads", "1",
]

/// `layerlab plugin` and `--plugin` from end to end, as a student would use them.
@Suite struct PluginCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs the program in the folder of the test.
    private func layerlab(_ arguments: [String], environment: [String: String] = [:]) async throws -> CommandLineRun {
        try await .layerlab(arguments, environment: environment, in: folder.url)
    }

    private func write(_ name: String, _ text: String) throws { try folder.write(name, Array(text.utf8)) }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    /// Writes a plugin in C, changes it, and builds it.
    private func build(
        _ name: String = "mine", kind: String = "activation", changing old: String = "", to new: String = ""
    ) async throws {
        #expect(try await layerlab(["plugin", "new", name, "--kind", kind]).exitCode == 0)
        let source = try text("\(name).c")
        #expect(source.contains(old) || old.isEmpty)
        try write("\(name).c", old.isEmpty ? source : source.replacingOccurrences(of: old, with: new))
        let built = try await layerlab(["plugin", "build", "\(name).c"])
        #expect(built.exitCode == 0, "\(built.errors)")
    }

    @Test func aLibraryIsNotWrittenOverItsSource() async throws {
        try await build()
        let source = try text("mine.c")
        let run = try await layerlab(["plugin", "build", "mine.c", "--output", "mine.c"])
        #expect(run.exitCode == 64 && run.errors.contains("'mine.c' was asked for"), "\(run.errors)")
        #expect(try text("mine.c") == source)
    }

    @Test func aLibraryThatIsCutOffIsNamed() async throws {
        try await build()
        let bytes = try Data(contentsOf: folder.url.appendingPathComponent("mine.so"))
        try folder.write("half.so", Array(bytes.prefix(3000)))
        let run = try await layerlab(["plugin", "check", "half.so"])
        #expect(run.exitCode == 65 && run.errors.contains("is cut off"), "\(run.exitCode): \(run.errors)")
    }

    @Test(arguments: ["c", "swift"]) func fromNothingToATrainedNetwork(language: String) async throws {
        let new = try await layerlab(["plugin", "new", "mine", "--kind", "activation", "--language", language])
        #expect(new.exitCode == 0 && new.output.contains("layerlab plugin build mine.\(language)"), "\(new.errors)")
        let built = try await layerlab(["plugin", "build", "mine.\(language)", "--verbose"])
        #expect(built.exitCode == 0 && built.output.contains("layerlab plugin check mine.so"), "\(built.errors)")
        #expect(built.errors.contains(language == "c" ? "cc -std=c17" : "swiftc -O"))
        let check = try await layerlab(["plugin", "check", "mine.so", "--repeats", "1"])
        #expect(check.exitCode == 0, "\(check.output) \(check.errors)")
        #expect(
            check.output.contains("ok     activation mine: gradients of 6 networks") && check.output.contains("relu"))
        let train = try await layerlab(
            ["train", "--plugin", "mine.so", "--activation", "mine:beta=2", "--out", "run"] + small)
        #expect(train.exitCode == 0, "\(train.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(Set(files) == ["mine.\(language)", "mine.so", "run"])
        #expect(try await layerlab(["report", "run", "--plugin", "mine.so"]).exitCode == 0)
        let plugin = folder.url.resolvingSymlinksInPath().appendingPathComponent("mine.so").path
        #expect(try text("run/report.html").contains("train --config run.yaml --plugin \(plugin) --out again"))
        let again = try await layerlab(
            ["train", "--config", "run/config.yaml", "--plugin", "mine.so", "--threads", "2", "--out", "two"])
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder.path("run/checkpoint.safetensors"), andPath: folder.path("two/checkpoint.safetensors")))
    }

    /// What a plugin prints is no part of a result.
    @Test func aTalkativePluginLeavesResultsAlone() async throws {
        try await build(
            changing: "#include <stdlib.h>",
            to: """
                #include <stdio.h>
                #include <stdlib.h>
                __attribute__((constructor)) static void talk(void) { puts("talk"); }
                """)
        for command in [
            ["plugin", "check", "mine.so", "--repeats", "1"], ["plugin", "values", "mine.so", "mine"],
            ["train", "--plugin", "mine.so", "--activation", "mine", "--out", "run"] + small,
        ] {
            let run = try await layerlab(command + ["--json"])
            #expect(run.exitCode == 0 && run.errors.contains("talk"), "\(run.errors)")
            #expect(throws: Never.self, "\(run.output)") {
                try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            }
        }
    }

    @Test func aRunKeepsToItsPlugin() async throws {
        try await build()
        let train = try await layerlab(
            ["train", "--plugin", "mine.so", "--activation", "mine", "--out", "run"] + small)
        #expect(train.exitCode == 0, "\(train.errors)")
        let sum = try #require(
            try await layerlab(["plugin", "check", "mine.so", "--json", "--repeats", "1"]).output
                .firstMatch(of: /"sha256" : "([0-9a-f]{64})"/)?.1)
        #expect(try text("run/config.yaml").contains("plugins: \"mine 1.0 sha256:\(sum) activation/mine "))

        for command in [["evaluate", "run"], ["train", "--resume", "run"], ["inspect", "run"]] {
            let without = try await layerlab(command)
            #expect(without.exitCode == 64, "\(without.errors)")
            #expect(without.errors.contains("needs the plugin mine 1.0, which is not loaded: add --plugin /"))
            let with = try await layerlab(command + ["--plugin", "mine.so"])
            #expect(with.exitCode == 0, "\(with.errors)")
        }
        let searched = try await layerlab(["evaluate", "run"], environment: ["LAYERLAB_PLUGIN_PATH": folder.url.path])
        #expect(searched.exitCode == 0, "\(searched.errors)")

        try write("mine.c", text("mine.c").replacingOccurrences(of: "1 + EXP", with: "1.5f + EXP"))
        #expect(try await layerlab(["plugin", "build", "mine.c"]).exitCode == 0)
        for command in [["evaluate", "run"], ["train", "--resume", "run"]] {
            let other = try await layerlab(command + ["--plugin", "mine.so"])
            #expect(other.exitCode == 64 && other.errors.contains("is not the plugin mine 1.0 of the run"))
        }
        // Nor does another plugin stand in for it, though it has a component of that name.
        try write(
            "other.c",
            text("mine.c").replacingOccurrences(
                of: ".name = \"mine\",\n    .version", with: ".name = \"other\",\n    .version"))
        #expect(try await layerlab(["plugin", "build", "other.c"]).exitCode == 0)
        let other = try await layerlab(["evaluate", "run", "--plugin", "other.so"])
        #expect(other.exitCode == 64 && other.errors.contains("needs the plugin mine 1.0"), "\(other.errors)")
        // Another component in its place needs the plugin no more.
        let relu = try await layerlab(["train", "--config", "run/config.yaml", "--activation", "relu", "--out", "relu"])
        #expect(relu.exitCode == 0, "\(relu.errors)")
        #expect(try !text("relu/config.yaml").contains("plugins:"))
    }

    @Test func resumingWithAPluginGivesTheSameBits() async throws {
        try await build("mine", kind: "optimizer")
        let flags = ["--plugin", "mine.so", "--optimizer", "mine", "--schedule", "constant:eta=0.01"] + small
        #expect(try await layerlab(["train", "--out", "whole"] + flags).exitCode == 0)
        #expect(try await layerlab(["train", "--out", "half"] + flags).exitCode == 0)
        // As after a crash behind step 10: the checkpoint of a shorter run, under the plan of the whole one.
        let short = flags.map { $0 == "20" ? "10" : $0 }
        #expect(try await layerlab(["train", "--out", "short"] + short).exitCode == 0)
        try FileManager.default.removeItem(atPath: folder.path("half/checkpoint.safetensors"))
        try FileManager.default.copyItem(
            atPath: folder.path("short/checkpoint.safetensors"), toPath: folder.path("half/checkpoint.safetensors"))
        let resumed = try await layerlab(["train", "--resume", "half", "--plugin", "mine.so"])
        #expect(resumed.exitCode == 0 && resumed.errors.contains("continuing after step 10"), "\(resumed.errors)")
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder.path("whole/checkpoint.safetensors"), andPath: folder.path("half/checkpoint.safetensors")
            ))
    }

    /// NaN, or an error code, after two evaluations: named, stopped, and what was good is kept.
    @Test(
        arguments: [
            (
                "const T beta =",
                "static int calls; if (++calls > 60) { for (size_t i = 0; i < count; i++) A[i] = NAN; return 0; } const T beta =",
                "made NaN out of finite numbers in forward_f32"
            ),
            (
                "const T beta =", "static int calls; if (++calls > 60) return 7; const T beta =",
                "failed in forward_f32 (code 7)"
            ),
        ])
    func aFailureStopsTheRunAndKeepsItsCheckpoint(old: String, new: String, words: String) async throws {
        #expect(try await layerlab(["plugin", "new", "mine"]).exitCode == 0)
        let source = try text("mine.c")
        let first = try #require(source.range(of: old))
        try write("mine.c", source.replacingCharacters(in: first, with: new))
        #expect(try await layerlab(["plugin", "build", "mine.c"]).exitCode == 0)
        let run = try await layerlab(
            ["train", "--plugin", "mine.so", "--activation", "mine", "--out", "run"]
                + small.map { $0 == "20" ? "200" : $0 })
        #expect(run.exitCode == 65, "\(run.errors)")
        #expect(run.errors.contains("Stopped at step ") && run.errors.contains("its activation 'mine' \(words)"))
        #expect(run.errors.contains("layerlab plugin check /"))
        let rows = try text("run/history.csv").split(separator: "\n").dropFirst()
        #expect(rows.count >= 2 && rows.allSatisfy { !$0.contains("nan") })
        #expect(FileManager.default.fileExists(atPath: folder.path("run/checkpoint.safetensors")))
        let check = try await layerlab(["plugin", "check", "mine.so", "mine", "--quiet"])
        #expect(check.exitCode == 2 && check.output.contains("FAILED activation mine: "), "\(check.output)")
        #expect(check.errors.contains("1 of 1 components failed: activation 'mine'"))
    }

    @Test func aWrongDerivativeIsFound() async throws {
        try await build("mine", changing: "beta * Z[i] * s * (1 - s)", to: "beta * Z[i] * s")
        let check = try await layerlab(["plugin", "check", "mine.so", "--json"])
        #expect(check.exitCode == 2)
        #expect(
            check.output.contains("its backward gives f' =".dropFirst(4)) && check.output.contains("\"passed\" : false")
        )
        let gradients = try await layerlab(
            ["check-gradients", "--plugin", "mine.so", "--activation", "mine", "--dimensions", "30"] + small)
        #expect(gradients.exitCode == 2 && gradients.output.contains("DIFFERS"), "\(gradients.errors)")
    }

    @Test func theWorkingDirectoryIsNeverSearchedUnasked() async throws {
        try await build()
        for path in ["", ":", "::"] {
            let list = try await layerlab(["list", "activation"], environment: ["LAYERLAB_PLUGIN_PATH": path])
            #expect(list.exitCode == 0 && !list.output.contains("mine"))
        }
        let asked = try await layerlab(["list", "activation", "--plugin", "mine.so", "--json"])
        #expect(asked.output.contains("\"name\" : \"mine\"") && asked.output.contains("how steep the gate is"))
    }

    @Test func nothingIsOverwrittenAndNamesAreChecked() async throws {
        for (arguments, code, words) in [
            (["new", "mine"], 0, ""), (["new", "mine"], 64, "There is a file mine.c here already"),
            (["new", "relu"], 64, "built-in activation that answers to 'relu'"),
            (["new", "Mine"], 64, "small letters"),
            (["new", "mine", "--kind", "activaton"], 64, "Did you mean 'activation'"),
            (["build", "nothing.c"], 74, "no file nothing.c"), (["check", "nothing.so"], 74, "no such plugin"),
            (["build", "mine.c"], 0, ""), (["check", "mine.so", "min"], 64, "Did you mean 'mine'"),
        ] as [([String], Int32, String)] {
            let run = try await layerlab(["plugin"] + arguments)
            #expect(run.exitCode == code && run.errors.contains(words) || words.isEmpty, "\(run.errors)")
        }
        let train = try await layerlab(["train", "--plugin", "mine.so", "--activation", "mini"])
        #expect(train.exitCode == 64 && train.errors.contains("Did you mean 'mine'") && train.errors.contains("relu"))
        #expect(try await layerlab(["plugin", "header"]).output.contains("layerlab_plugin_entry(void);"))
    }
}

import Components
import Foundation
import Platform
import PluginHost
import Standard
import Tensor
import TestSupport
import Testing
import Verification

/// Every way in which a plugin can be wrong has a sentence of its own, which names the file.
@Suite struct BrokenPluginTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The error of loading a file.
    private func refusal(_ path: String) throws -> LabError? {
        var registry = try Standard.registry()
        do {
            try registry.load(plugin: path)
            return nil
        } catch let error as LabError {
            return error
        }
    }

    @Test func whatIsNotBrokenLoads() async throws {
        #expect(try refusal(await PluginFixture.broken("", in: folder)) == nil)
    }

    @Test(
        arguments: [
            ("#define ENTRY another", "no function layerlab_plugin_entry"),
            ("#define ABI 2", "built for version 2 of the plugin interface"),
            // The version is compared before the size, which may mean something else in another version.
            ("#define ABI 7\n#define PLUGIN_SIZE 8", "built for version 7"),
            ("#define PLUGIN_SIZE 40", "its layerlab_plugin says that it has 40 bytes, but 48 are needed"),
            ("#define PLUGIN NULL", "the plugin has no name"),
            ("#define PLUGIN \"\\xff\"", "not one line of UTF-8"),
            ("#define VERSION \"1 0\"", "its version is '1 0'"),
            ("#define COMPONENTS NULL", "has no components"),
            ("#define COMPONENT_SIZE 8", "its layerlab_component says that it has 8 bytes"),
            ("#define FUNCTIONS_SIZE(type) 16", "'broken': its layerlab_activation says that it has 16 bytes"),
            ("#define NAME \"Broken\"", "is called 'Broken'; choose a name of small letters"),
            ("#define NAME \"relu\"", "'relu' has the name of a component that is there already (built in)"),
            ("#define SUMMARY NULL", "its component 'broken' has no summary"),
            ("#define SUMMARY \"two\\nlines\"", "not one line"),
            ("#define KIND .formula = \"f\"", "functions of 0 kinds"),
            ("#define KIND .activation = &activation, .schedule = &schedule", "functions of 2 kinds"),
            ("#define BACKWARD_F64 NULL", "has no backward_f64"),
            ("#define UNDEFINED", "the system cannot load it"),
            (
                "#define PARAMETERS PARAMETER(\"a\", LAYERLAB_NUMBER, 0, 2, 1),",
                "its parameter 'a' has the default 2.0 in 0.0 ... 1.0"
            ),
            ("#define PARAMETERS PARAMETER(\"a\", LAYERLAB_NUMBER, 0, NAN, 1),", "has the default nan"),
            ("#define PARAMETERS PARAMETER(\"a\", LAYERLAB_NUMBER, 0, 1, INFINITY),", "choose finite bounds"),
            ("#define PARAMETERS PARAMETER(\"a\", LAYERLAB_INTEGER, 0, 0.5, 1),", "not all whole"),
            ("#define PARAMETERS PARAMETER(\"a\", LAYERLAB_FLAG, 0, 0, 2),", "is a flag, so"),
            ("#define PARAMETERS PARAMETER(\"a\", 9, 0, 0, 2),", "has the domain 9"),
            ("#define PARAMETERS PARAMETER(\"a b\", 0, 0, 0, 2),", "a parameter is called 'a b'"),
            (
                "#define PARAMETERS PARAMETER(\"a\", 0, 0, 0, 2), PARAMETER(\"a\", 0, 0, 0, 2),",
                "two parameters named 'a'"
            ),
        ])
    func aWrongDescriptionIsRefused(definitions: String, words: String) async throws {
        let path = try await PluginFixture.broken(definitions, in: folder)
        let error = try refusal(path)
        #expect(error?.kind == .badData && error?.message.contains(words) == true, "\(error?.message ?? "it loads")")
        #expect(error?.message.contains(path) == true)
    }

    @Test func aFileThatIsNoPluginIsRefused() throws {
        let missing = try refusal(folder.path("nothing.so"))
        #expect(missing?.kind == .io && missing?.message.contains("no such plugin") == true)
        let text = try refusal(try folder.write("text.so", Array("text".utf8)))
        #expect(text?.kind == .badData && text?.message.contains("no shared library; name a .so") == true)
        let source = try refusal(try folder.write("mine.c", Array("text".utf8)))
        #expect(source?.message.contains("layerlab plugin build") == true)
        let part = try refusal(try folder.write("part.so", [0x7F, 0x45, 0x4C, 0x46, 0]))
        #expect(part?.message.contains("the library is cut off") == true)
        let strange = [0x7F, 0x45, 0x4C, 0x46] + [UInt8](repeating: 0, count: 60)
        let other = try refusal(try folder.write("other.so", strange))
        #expect(other?.message.contains("the system cannot load it") == true)
        #expect(try refusal(folder.url.path)?.message.contains("it is a folder") == true)
    }

    @Test(
        arguments: [
            (.activation, "#define CREATE_CODE 5", "cannot be made from 'broken' (code 5: the reason)"),
            (.activation, "#define KINKS 17", "gives 17 kinks"),
            (.activation, "#define KINKS (size_t) - 1", "gives -1 kinks"),
            (
                .schedule, "#define KIND .schedule = &schedule\n#define LOWEST 2",
                "no range of learning rates (2.0 ... 1.0)"
            ),
            (.schedule, "#define KIND .schedule = &schedule\n#define LOWEST NAN", "no range of learning rates"),
            (.schedule, "#define KIND .schedule = &schedule\n#define CYCLE 0", "a cycle of 0 steps"),
            (.schedule, "#define KIND .schedule = &schedule\n#define CYCLE INT64_MAX", "return 1 ... 1000000000"),
            (.optimizer, "#define KIND .optimizer = &optimizer\n#define TENSOR_COUNT 9", "keeps 9 tensors"),
            (
                .optimizer, "#define KIND .optimizer = &optimizer\n#define SECOND_TENSOR \"first\"",
                "tensors of one name"
            ),
        ] as [(ComponentKind, String, String)])
    func whatCannotBeMadeSaysWhy(kind: ComponentKind, definitions: String, words: String) async throws {
        var registry = try Standard.registry()
        try registry.load(plugin: await PluginFixture.broken(definitions, in: folder))
        let found = try ComponentCheck(kind, "broken", in: registry)
        #expect(found.violations.first?.contains(words) == true, "\(found.violations)")
    }

    /// What fails while it works is noted under its name, and its output poisoned; then the promises are looked at.
    @Test(
        arguments: [
            (.activation, "#define F(z) NAN", "'broken' made NaN out of finite numbers in forward_f64"),
            (.activation, "#define DF(z) NAN", "made NaN out of finite numbers in backward_f64"),
            (.activation, "#define CODE 3", "failed in forward_f64 (code 3: the reason)"),
            (.activation, "#define BACKWARD_CODE 4", "failed in backward_f64 (code 4: the reason)"),
            (.activation, "#define DF(z) 1.01", "its backward gives f' = 1.01"),
            (.activation, "#define F(z) calls", "other bits"),
            (.augmentation, "#define KIND .augmentation = &augmentation\n#define MADE NAN", "in apply_f64"),
            (
                .augmentation, "#define KIND .augmentation = &augmentation\n#define CODE 3",
                "failed in apply_f64 (code 3"
            ),
            (
                .augmentation, "#define KIND .augmentation = &augmentation\n#define ACCEPTS_CODE 2",
                "does not take these"
            ),
            (.initializer, "#define KIND .initializer = &initializer\n#define MADE NAN", "in fill_f64"),
            (.initializer, "#define KIND .initializer = &initializer\n#define CODE 3", "failed in fill_f64 (code 3"),
            (.optimizer, "#define KIND .optimizer = &optimizer\n#define MADE NAN", "in update_f64"),
            (.optimizer, "#define KIND .optimizer = &optimizer\n#define CODE 3", "failed in update_f64 (code 3"),
            (.schedule, "#define KIND .schedule = &schedule\n#define RATE NAN", "made the rate nan at step 0"),
            (.schedule, "#define KIND .schedule = &schedule\n#define CODE 3", "failed in rate (code 3: the reason)"),
            (.schedule, "#define KIND .schedule = &schedule\n#define RATE 2", "its rate is 2.0, outside 0.0...1.0"),
        ] as [(ComponentKind, String, String)])
    func whatFailsAtWorkIsNamed(kind: ComponentKind, definitions: String, words: String) async throws {
        var registry = try Standard.registry()
        try registry.load(plugin: await PluginFixture.broken(definitions, in: folder))
        let found = try ComponentCheck(kind, "broken", in: registry)
        #expect(
            !found.passed && found.violations.joined().localizedCaseInsensitiveContains(words), "\(found.violations)")
        #expect(registry.fault.take() == nil, "a check leaves nothing behind")
    }

    /// NaN that was there before is nobody's fault.
    @Test func aPluginIsNotBlamedForNaNThatItWasHanded() async throws {
        var registry = try Standard.registry()
        try registry.load(plugin: await PluginFixture.broken("", in: folder))
        let activation = try registry.activation("broken")
        let Z = Matrix<Float>(rows: 1, columns: 3, [1, .nan, 2])
        var A = Matrix<Float>(rows: 0, columns: 3)
        activation.forward(Z, into: &A)
        try registry.fault.check()
        #expect(A[0, 0] == 1 && A[0, 1].isNaN && A[0, 2] == 2)
    }

    @Test func theOutputOfAFailureIsPoisoned() async throws {
        var registry = try Standard.registry()
        try registry.load(plugin: await PluginFixture.broken("#define CODE 3", in: folder))
        var A = Matrix<Float>(rows: 0, columns: 3)
        try registry.activation("broken").forward(Matrix<Float>(rows: 2, columns: 3), into: &A)
        #expect(A.entries.allSatisfy(\.isNaN) && A.rows == 2)
        #expect(throws: LabError.self) { try registry.fault.check() }
    }
}

import Foundation
import Platform
import TestSupport
import Testing

@Suite struct NearestNameTests {
    @Test(
        arguments: [
            ("leaky_rellu", "leaky_relu"), ("Relu", "relu"), ("sigmiod", "sigmoid"), ("xyz", nil), ("", nil),
        ] as [(String, String?)])
    func findsSlipsOfTheHand(name: String, expected: String?) {
        #expect(nearestName(to: name, among: ["relu", "leaky_relu", "sigmoid"]) == expected)
    }

    @Test func anUnknownNameListsAllChoices() {
        let error = LabError.unknown("activation", "rellu", choices: ["relu", "tanh"])
        #expect(error.kind == .usage)
        #expect(error.message.contains("Did you mean 'relu'?") && error.message.contains("relu, tanh"))
    }
}

@Suite struct DurableFileTests {
    @Test func replacesAFileAndLeavesNothingElse() throws {
        let folder = try TemporaryFolder()
        let url = folder.url.appendingPathComponent("a.txt")
        try DurableFile.write("first", to: url)
        try DurableFile.write("second", to: url)
        #expect(try String(contentsOf: url, encoding: .utf8) == "second")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.txt"])
    }

    @Test func aMissingFolderIsNamed() throws {
        let folder = try TemporaryFolder()
        #expect { try DurableFile.write("x", to: folder.url.appendingPathComponent("no/a.txt")) } throws: {
            let error = $0 as? LabError
            return error?.kind == .io && error?.message.contains("no/a.txt") == true
        }
    }

    @Test func aTargetThatIsAFolderKeepsItsContent() throws {
        let folder = try TemporaryFolder()
        try folder.write("target/inside", [1])
        #expect(throws: LabError.self) {
            try DurableFile.write("x", to: folder.url.appendingPathComponent("target"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["target"])
    }

    @Test func aMissingFileIsNamed() {
        #expect { try DurableFile.read(URL(fileURLWithPath: "/no/such/file")) } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("/no/such/file: No such file")
        }
    }
}

@Suite struct ChildTests {
    @Test func returnsWhatAProgramPrints() async throws {
        #expect(try await Child.run("cat", [], package: "coreutils", input: "hello") == "hello")
    }

    @Test func namesThePackageOfAMissingProgram() async {
        await #expect { try await Child.run("no-such-program", [], package: "its-package") } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("apt-get install its-package")
        }
    }

    @Test func repeatsTheLastWordsOfAFailure() async {
        await #expect {
            try await Child.run("sh", ["-c", "echo first >&2; echo last >&2; exit 3"], package: "dash")
        } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("last")
        }
    }
}

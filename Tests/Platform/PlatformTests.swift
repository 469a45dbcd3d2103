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

@Suite struct LabErrorTests {
    /// What scripts that call the command line rely on.
    @Test(
        arguments: [
            (.checkFailed, 2), (.diverged, 3), (.someRunsFailed, 4), (.usage, 64), (.badData, 65), (.io, 74),
            (.checkpointed, 75), (.interrupted, 130),
        ] as [(LabError.Kind, Int32)])
    func aKindIsAnExitCode(kind: LabError.Kind, code: Int32) {
        #expect(kind.rawValue == code)
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

    /// In /proc no file can be made, by root neither.
    @Test func aFolderThatTakesNoFilesIsNamed() {
        #expect { try DurableFile.write("x", to: URL(fileURLWithPath: "/proc/a.txt")) } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".hasPrefix("Cannot write /proc/a.txt: ")
        }
    }

    /// Writing replaces the directory entry, so the permissions of the old file do not matter.
    @Test func aReadOnlyFileIsReplaced() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.txt", [1])
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        try DurableFile.write("new", to: URL(fileURLWithPath: path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    }

    @Test func aFolderIsNotReadAsAFile() throws {
        let folder = try TemporaryFolder()
        #expect { try DurableFile.read(folder.url) } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("is a folder")
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

    /// Renaming over it would take it away from whoever reads it.
    @Test func aPipeStaysAPipe() throws {
        let folder = try TemporaryFolder()
        let url = folder.url.appendingPathComponent("pipe")
        #expect(mkfifo(url.path, 0o600) == 0)
        #expect { try DurableFile.write("x", to: url) } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("a device or a pipe")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["pipe"])
    }

    @Test func aFileInThePathOfAFolderIsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", [1])
        for path in ["file", "file/inside"] {
            #expect { try DurableFile.makeFolder(folder.url.appendingPathComponent(path)) } throws: {
                ($0 as? LabError)?.kind == .io && !"\($0)".contains("Cocoa") && !"\($0)".contains("..")
            }
        }
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

    @Test func runsInTheGivenFolder() async throws {
        let folder = try TemporaryFolder()
        try folder.write("inside", [1])
        #expect(try await Child.run("ls", [], package: "coreutils", in: folder.url) == "inside\n")
    }

    @Test func aSilentFailureIsSaidToBeOne() async {
        await #expect { try await Child.run("false", [], package: "coreutils") } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("it said nothing")
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

/// The checksum against vectors of FIPS 180-4 and of coreutils, around the borders of a block.
@Suite struct SHA256Tests {
    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func agreesWithTheStandard(text: String, hex: String) { #expect(SHA256.hex(Data(text.utf8)) == hex) }

    @Test(arguments: [55, 56, 63, 64, 65, 1000]) func agreesWithCoreutils(count: Int) async throws {
        let text = String(repeating: "a", count: count)
        let printed = try await Child.run("sha256sum", [], package: "coreutils", input: text)
        #expect(printed.prefix(64) == SHA256.hex(Data(text.utf8)))
    }
}

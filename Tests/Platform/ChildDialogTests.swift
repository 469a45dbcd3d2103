import Foundation
import Platform
import TestSupport
import Testing

@Suite struct ChildDialogTests {
    @Test func linesGoBothWays() async throws {
        let long = String(repeating: "x", count: 10_000)
        let lines = try await Child.converse("cat", [], remedy: "") { read, write in
            try ["a", long, "ä"].map { line in
                write(line)
                return try read()
            }
        }
        #expect(lines == ["a", long, "ä"])
    }

    @Test func itsLastWordsAreTheError() async throws {
        let script = "echo one; echo Traceback >&2; echo 'Error: no such thing' >&2; exit 3"
        let error = await #expect(throws: LabError.self) {
            try await Child.converse("sh", ["-c", script], remedy: "") { read, _ in
                #expect(try read() == "one")
                _ = try read()
            }
        }
        #expect(error == .io("sh has ended: Error: no such thing"))
    }

    @Test func aMissingProgramHasItsRemedy() async throws {
        let error = await #expect(throws: LabError.self) {
            try await Child.converse("/no/program", [], remedy: "make one.") { _, _ in }
        }
        #expect(error == .io("Cannot run /no/program: make one."))
    }

    /// One that reads nothing would go on for ever; it takes SIGTERM.
    @Test func itEndsWithTheWork() async throws {
        let error = await #expect(throws: LabError.self) {
            try await Child.converse("sh", ["-c", "echo $$; exec sleep 1000"], remedy: "") { read, _ in
                throw LabError.usage(try read() ?? "")
            }
        }
        let number = try #require(error.flatMap { Int32($0.message) })
        #expect(kill(number, 0) == -1 && errno == ESRCH)
    }

    @Test func aLineNobodyTakesIsNoSignal() async throws {
        try await Child.converse("true", [], remedy: "") { read, write in
            #expect(throws: LabError.self) { _ = try read() }
            for _ in 1...3 { write("hello") }
        }
    }

    @Test func theLastLineNeedsNoEnd() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", Array("one\n\nlast".utf8))
        let file = try #require(FileHandle(forReadingAtPath: path))
        let lines = LineReader(file.fileDescriptor)
        #expect(try [lines.next(), lines.next(), lines.next(), lines.next()] == ["one", "", "last", nil])
    }
}

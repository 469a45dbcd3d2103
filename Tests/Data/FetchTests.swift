import Data
import Foundation
import Platform
import TestSupport
import Testing

/// A server on loopback that knows Range requests, as the home page of CIFAR-10 does.
///
/// It binds its port, prints it, and goes on in the background until its folder is gone.
private struct LoopbackServer {
    let port: String

    init(serving folder: URL) async throws {
        let script = """
            import http.server, os, re, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    try: content = open(os.path.join(sys.argv[1], self.path[1:]), 'rb').read()
                    except OSError: return self.send_error(404)
                    start = int((re.match(r'bytes=(\\d+)-', self.headers.get('Range', '')) or [0, 0])[1])
                    self.send_response(206 if start else 200)
                    if start: self.send_header('Content-Range', f'bytes {start}-{len(content) - 1}/{len(content)}')
                    self.send_header('Content-Length', str(len(content) - start))
                    self.end_headers()
                    self.wfile.write(content[start:])
                    open(os.path.join(sys.argv[1], 'log'), 'a').write(f'{start}\\n')
                def log_message(self, *_): pass
            server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
            child = os.fork()
            if child:
                print(server.server_port)
                sys.exit()
            for descriptor in (1, 2): os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
            server.timeout = 20
            while os.path.exists(sys.argv[1]): server.handle_request()
            """
        let printed = try await Child.run("python3", ["-c", script, folder.path], package: "python3")
        port = printed.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

@Suite(.enabled("needs python3") { await Child.succeeds("python3", ["--version"]) })
struct FetchTests {
    let served: TemporaryFolder
    let target: TemporaryFolder
    private let server: LoopbackServer
    private let content = Data((0..<50_000).map { UInt8($0 % 251) })

    init() async throws {
        served = try TemporaryFolder()
        target = try TemporaryFolder()
        try served.write("file.tar.gz", content)
        server = try await LoopbackServer(serving: served.url)
    }

    private func file(_ name: String = "file.tar.gz", size: Int = 50_000, md5: String? = nil) async throws -> RemoteFile
    {
        let sum = try await Child.run("md5sum", [served.path("file.tar.gz")], package: "coreutils").prefix(32)
        return RemoteFile(url: "http://127.0.0.1:\(server.port)/\(name)", size: size, md5: md5 ?? String(sum))
    }

    private var log: String? { try? String(contentsOfFile: served.path("log"), encoding: .utf8) }

    @Test func downloadsOnceAndKeepsIt() async throws {
        let place = try await file().download(into: target.url)
        #expect(try Data(contentsOf: place) == content)
        _ = try await file().download(into: target.url)
        #expect(log == "0\n", "the second call asks no server")
    }

    @Test func goesOnWhereItStopped() async throws {
        try target.write("file.tar.gz.part", content.prefix(20_000))
        let place = try await file().download(into: target.url)
        #expect(try Data(contentsOf: place) == content)
        #expect(log == "20000\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.url.path) == ["file.tar.gz"])
    }

    @Test func refusesAnotherSizeOrChecksum() async throws {
        let wrongSize = try await file(size: 60_000)
        await #expect { try await wrongSize.download(into: target.url) } throws: {
            ($0 as? LabError)?.kind == .badData
                && "\($0)".contains("50000 bytes, but 60000 were expected, and was deleted")
        }
        let wrongSum = try await file(md5: String(repeating: "0", count: 32))
        await #expect { try await wrongSum.download(into: target.url) } throws: {
            ($0 as? LabError)?.kind == .badData && "\($0)".contains("MD5") && "\($0)".contains("was deleted")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.url.path).isEmpty)
    }

    /// What lies there under its last name is the user's.
    @Test func leavesAnotherFileOfThatNameToItsOwner() async throws {
        let path = try target.write("file.tar.gz", [1, 2, 3])
        let file = try await file()
        await #expect { try await file.download(into: target.url) } throws: {
            "\($0)" == "\(path) has 3 bytes, but 50000 were expected: delete it and fetch it again."
        }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func saysWhatIsKeptWhereTheServerFails() async throws {
        let missing = try await file("nothing.tar.gz")
        await #expect { try await missing.download(into: target.url) } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("0 of 50000 bytes are kept")
        }
    }
}

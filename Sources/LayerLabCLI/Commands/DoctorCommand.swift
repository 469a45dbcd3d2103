import ArgumentParser
import Foundation
import LayerLab

/// `layerlab doctor`: what this machine has, and what is missing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Show what this machine offers: CPU, kernels, threads, programs, data, disk.",
        discussion: """
            EXAMPLES
              layerlab doctor
              LAYERLAB_KERNELS=portable layerlab doctor
            """)

    @Flag(help: "Print the findings as a JSON object.") var json = false

    func run() async throws {
        let findings = try await machine() + programs() + data() + [disk()]
        if json {
            Console.print(try JSONText.encode(Report(findings: findings)))
        } else {
            var table = TextTable(["", "what", "found"])
            for finding in findings { table.add([finding.isFine ? "ok" : "missing", finding.what, finding.detail]) }
            Console.print(table.text)
        }
    }

    /// One line of the report.
    private struct Finding: Encodable {
        let what: String
        let isFine: Bool
        let detail: String

        init(_ what: String, _ isFine: Bool, _ detail: String) {
            self.what = what
            self.isFine = isFine
            self.detail = detail
        }
    }

    /// The report as JSON.
    private struct Report: Encodable {
        let schema = "layerlab.doctor"
        let version = 1
        let findings: [Finding]
    }

    private func machine() throws -> [Finding] {
        let backend = try Backend()
        let kernels = Backend.kernelNames.map {
            Finding("kernel \($0)", true, "\(Backend.kernelSetName), in float and double")
        }
        return [
            Finding("layerlab", true, layerLabVersion),
            Finding("cpu features", true, Backend.cpuFeatures),
            Finding("kernel sets of this machine", true, Backend.kernelSetNames.joined(separator: ", ")),
            Finding(
                "matrix product", true, "\(backend.gemmName); by name: \(Backend.gemmNames.joined(separator: ", "))"),
            Finding("BLAS", true, Backend.blasDescription),
            Finding("cores", true, String(ProcessInfo.processInfo.activeProcessorCount)),
            Finding(
                "optimized core", Backend.isOptimized,
                Backend.isOptimized ? "yes" : "no: build with 'swift build -c release' before measuring anything"),
        ] + kernels
    }

    private func programs() async -> [Finding] {
        let programs = [
            ("gnuplot", "--version", "gnuplot-nox", "figures"), ("curl", "--version", "curl", "downloads"),
            ("tar", "--version", "tar", "archives"), ("md5sum", "--version", "coreutils", "checksums"),
            ("unzip", "-v", "unzip", ".npz files"), ("cc", "--version", "gcc", "plugins in C"),
        ]
        var findings: [Finding] = []
        for (program, flag, package, use) in programs {
            guard let path = find(program) else {
                let remedy = "needed for \(use): install it with 'apt-get install \(package)'"
                findings.append(Finding(program, false, remedy))
                continue
            }
            // What runs but does not tell its version is there all the same.
            let answer = (try? await Child.run(program, [flag], package: package)) ?? ""
            let version = answer.firstMatch(of: /^.*?\s\d[\d.]*/).map { ": \($0.output)" } ?? ""
            findings.append(Finding(program, true, path + version))
        }
        return findings
    }

    private func find(_ program: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private func data() -> [Finding] {
        DataLibrary.locations.map { name, place, remedy in
            Finding("data: \(name)", place != nil, place ?? remedy)
        }
    }

    private func disk() -> Finding {
        let here = FileManager.default.currentDirectoryPath
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: here)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue ?? 0
        return Finding("disk", free > 1e9, String(format: "%.1f GB free in %@", free / 1e9, here))
    }
}

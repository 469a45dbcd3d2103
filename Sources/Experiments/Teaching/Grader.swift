import Components
import Foundation
import Platform

/// Holds submissions against a specification.
///
/// What a student wrote is never loaded here: this program runs itself as a child, with a limit of time, for every step
/// that does. That guards against mistakes; against malice, run it as another user or in a container.
public struct Grader: Sendable {
    let specification: GradeSpecification
    /// The built-in components.
    let registry: Registry
    /// Where the data are; nil for the usual places.
    let dataDirectory: String?
    /// Seeds that belong to other students, by seed.
    let owners: [UInt64: String]

    /// A grader.
    ///
    /// - Parameters:
    ///   - specification: what is asked for.
    ///   - registry: where the components are looked up.
    ///   - dataDirectory: where the data are; nil for the usual places.
    ///   - students: everybody whose seed may turn up in somebody else's run.
    public init(
        _ specification: GradeSpecification, _ registry: Registry, dataDirectory: String? = nil, students: [String] = []
    ) {
        (self.specification, self.registry) = (specification, registry)
        self.dataDirectory = dataDirectory.map { URL(fileURLWithPath: $0).path }
        owners = Dictionary(students.map { (specification.seed(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Does every check.
    ///
    /// - Parameters:
    ///   - submission: what a student has handed in.
    ///   - onCheck: told the name of each before it begins.
    /// - Throws: ``LabError`` of kind `interrupted` after Ctrl-C; whatever else goes wrong fails its check.
    public func grade(_ submission: Submission, onCheck: (String) -> Void = { _ in }) async throws -> GradeReport {
        let seed = specification.seed(of: submission.student)
        var grading = Grading(self, submission, seed: seed, scratch: try ScratchFolder())
        var outcomes: [GradeOutcome] = []
        for check in specification.checks {
            onCheck(check.name)
            outcomes.append(GradeOutcome(check, try await grading.findings(check)))
        }
        return GradeReport(student: submission.student, seed: seed, outcomes: outcomes)
    }
}

/// The grading of one submission.
struct Grading {
    let grader: Grader
    let submission: Submission
    let seed: UInt64
    private let scratch: ScratchFolder
    private var libraries: [String: Result<URL, LabError>] = [:]
    private var timeLimit = 0.0
    private var folders = 0

    init(_ grader: Grader, _ submission: Submission, seed: UInt64, scratch: ScratchFolder) {
        (self.grader, self.submission, self.seed, self.scratch) = (grader, submission, seed, scratch)
    }

    /// What a check finds; an error of a student's file is a finding.
    mutating func findings(_ check: GradeCheck) async throws -> GradeFindings {
        timeLimit = check.timeLimit
        var findings: GradeFindings
        do {
            findings = try await self.findings(check.task)
        } catch let error as LabError where error.kind != .interrupted {
            findings = .fault(error.message)
        }
        findings.faults = findings.faults.map(withoutScratch)
        return findings
    }

    private mutating func findings(_ task: GradeTask) async throws -> GradeFindings {
        switch task {
        case .plugin(let task): try await findings(task)
        case .run(let task): try await findings(task)
        case .train(let task): try await trained(task)
        case .gradients(let task): try await gradients(task)
        case .file(let task): try findings(task)
        }
    }

    /// A text without the paths of folders that will be gone when it is read.
    private func withoutScratch(_ text: String) -> String {
        (0...folders).reduce(text) { $0.replacing("\(scratch.url.path)/\($1)/", with: "") }
    }

    /// A folder of its own in what is removed at the end.
    mutating func newFolder() throws -> URL {
        folders += 1
        let url = scratch.url.appendingPathComponent("\(folders)")
        try DurableFile.makeFolder(url)
        return url
    }

    /// The library of a plugin of the submission, built from a copy where it comes as source; once for all checks.
    mutating func library(_ path: String) async throws -> URL {
        if let known = libraries[path] { return try known.get() }
        do {
            let library = try await build(path)
            libraries[path] = .success(library)
            return library
        } catch let error as LabError where error.kind != .interrupted {
            libraries[path] = .failure(error)
            throw error
        }
    }

    private mutating func build(_ path: String) async throws -> URL {
        let source = try submission.file(path)
        let copy = try newFolder().appendingPathComponent(source.lastPathComponent)
        try DurableFile.write(DurableFile.read(source), to: copy)
        if copy.pathExtension == "so" { return copy }
        let library = copy.deletingPathExtension().appendingPathExtension("so")
        let child = try await layerlab(["plugin", "build", copy.path, "--output", library.path])
        guard child.ending == .exited(0) else {
            let compiler = child.errors.split(separator: "\n").first {
                $0.contains("error: ") && !$0.hasPrefix("error: ")
            }
            throw LabError.badData(
                "\(path) does not compile: \(compiler.map(String.init) ?? fate(child, "The compiler"))")
        }
        return library
    }

    /// Runs this program as a child, the settings of this one's environment left out.
    func layerlab(_ arguments: [String]) async throws -> ChildCapture {
        let names = ConfigurationKey.names.map(ConfigurationKey.variable)
        var variables = Dictionary(names.map { ($0, String?.none) }, uniquingKeysWith: { first, _ in first })
        variables["LAYERLAB_PLUGIN_PATH"] = String?.none
        // The child works in another folder.
        variables["LAYERLAB_DATA"] =
            URL(fileURLWithPath: ProcessInfo.processInfo.environment["LAYERLAB_DATA"] ?? "data").path
        // The report of a crash would take longer than the check, and is of no use to a teacher.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return try await Child.capture(arguments, variables: variables, in: scratch.url, within: timeLimit)
    }

    /// What is wrong with a child that did not end as it should, as a sentence.
    func fate(_ child: ChildCapture, _ what: String) -> String {
        switch child.ending {
        case .timedOut:
            return "\(what) did not end within \(GradeReport.number(timeLimit)) s and was stopped: "
                + "an endless loop, or time_limit is too short."
        case .flooded: return "\(what) printed more than 4 MB and was stopped."
        case .signaled(let number):
            return "\(what) crashed: signal \(number), \(String(cString: strsignal(number)))."
        case .exited(let code):
            let lines = child.errors.split(separator: "\n").map(String.init)
            let line = lines.last { $0.lowercased().hasPrefix("error: ") }
            return line.map { String($0.dropFirst("error: ".count)) }
                ?? "\(what) ended with the code \(code) before it had a result; does the plugin end the program?"
        }
    }

    /// What a child printed as JSON.
    ///
    /// - Throws: ``LabError`` of kind `checkFailed` with its fate where it did not end with one of some codes.
    func decoded<T: Decodable>(
        _ type: T.Type, _ child: ChildCapture, _ what: String, codes: Set<Int32> = [0]
    ) throws -> T {
        guard case .exited(let code) = child.ending, codes.contains(code),
            let value = try? JSONDecoder().decode(type, from: Data(child.output.utf8))
        else { throw LabError(.checkFailed, fate(child, what)) }
        return value
    }

    /// The arguments that name the data.
    var dataArguments: [String] { grader.dataDirectory.map { ["--data-dir", $0] } ?? [] }
    /// The arguments that load a plugin, which is built where it has to be.
    mutating func pluginArguments(_ path: String?) async throws -> [String] {
        guard let path else { return [] }
        return ["--plugin", try await library(path).path]
    }
}

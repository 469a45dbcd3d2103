import ArgumentParser
import Foundation
import LayerLab

/// `layerlab grade`: submissions held against a teacher's specification.
struct GradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grade",
        abstract: "For teachers: hold submissions against a specification of checks with points.",
        discussion: """
            The specification is a YAML file: plugins that have to be right, runs that students hand in, trainings that \
            are done here, gradient checks, and reports; Tutorials/grading/README.md explains every key. A student's seed \
            is the first 32 bits of the SHA-256 of the specification's name, a line break and the student's id, so that a \
            copied run is recognized.

            WARNING: plugins are programs of the students. They run in child processes with a time limit, so that a crash \
            or an endless loop is a failed check; they may still read and delete what you may. Grade as another user or \
            in a container.

            Exit code 0 where every check passed, 2 where some did not, 65 where the specification is wrong, 74 where its \
            data are missing.

            EXAMPLES
              layerlab grade spec.yaml anna
              layerlab grade spec.yaml anna --student a.meier --data-dir DIR
              layerlab grade spec.yaml --all submissions --csv points.csv
              layerlab grade spec.yaml --student anna --print-seed
            """)

    @Argument(help: "The specification.", completion: .file(extensions: ["yaml", "yml"])) var specification: String
    @Argument(help: "The folder of a submission; the current one where not given.", completion: .directory)
    var submission: String?
    @Option(help: "The student's id. (default: the name of the folder)") var student: String?
    @Option(help: "Grade every sub-folder, each named after its student.", completion: .directory) var all: String?
    @Option(help: "Where the data are; the folder that a student's run names is never used.", completion: .directory)
    var dataDir: String?
    @Option(help: "Write the points into a table, a row a student.", completion: .file(extensions: ["csv"]))
    var csv: String?
    @Flag(help: "Print the seed, or that of every student, and grade nothing.") var printSeed = false
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if printSeed, all == nil, submission == nil, student == nil {
            throw ValidationError(
                "--print-seed needs to know whose seed: name a submission, --student NAME or --all FOLDER.")
        }
        if all != nil, submission != nil || student != nil {
            throw ValidationError(
                "--all names the submissions and, by their folders, the students: leave out the others.")
        }
    }

    func run() async throws {
        let registry = try Standard.registry()
        let specification = try GradeSpecification(yaml: URL(fileURLWithPath: specification), registry)
        if printSeed, let student, submission == nil {
            Console.print(String(specification.seed(of: student)))
            return
        }
        let submissions =
            try all.map { try Submission.all(in: $0) } ?? [Submission(submission ?? ".", student: student)]
        if printSeed {
            var table = TextTable(["student", "seed"], alignRight: [1])
            for one in submissions { table.add([one.student, String(specification.seed(of: one.student))]) }
            Console.print(table.text)
            return
        }
        if let csv { try DurableFile.check(URL(fileURLWithPath: csv)) }
        let grader = Grader(
            specification, registry, dataDirectory: dataDir, students: submissions.map(\.student))
        try await grader.prepare(for: submissions)
        try await grade(submissions, grader, specification)
    }

    private func grade(_ submissions: [Submission], _ grader: Grader, _ specification: GradeSpecification) async throws
    {
        var reports: [GradeReport] = []
        var progress = ProgressLine(total: submissions.count, mode: output.quiet ? .quiet : .automatic)
        do {
            for (number, one) in submissions.enumerated() {
                let report = try await grader.grade(one) { check in
                    progress.update(step: number, fields: [one.student, check])
                }
                reports.append(report)
                if all != nil {
                    progress.line("\(number + 1)/\(submissions.count)  \(one.student): \(report.pointsText)")
                }
            }
            progress.finish()
        } catch let error as LabError where error.kind == .interrupted {
            progress.finish()
            try show(reports, specification, isInterrupted: true)
            throw LabError(.interrupted, "Stopped after \(reports.count) of \(submissions.count) submissions.")
        }
        try show(reports, specification, isInterrupted: false)
        let failed = reports.filter { !$0.passed }.map(\.student)
        guard failed.isEmpty else {
            throw LabError(
                .checkFailed,
                "Checks failed for \(failed.count) of the submissions (\(reports.count)): \(failed.joined(separator: ", "))."
            )
        }
    }

    private func show(_ reports: [GradeReport], _ specification: GradeSpecification, isInterrupted: Bool) throws {
        if output.json {
            Console.print(
                try JSONText.encode(
                    Listing(specification: specification.name, interrupted: isInterrupted, students: reports)))
        } else if !reports.isEmpty {
            Console.print(reports.map { $0.text(isShort: output.quiet) }.joined(separator: "\n\n"))
        }
        // Last, so that one that cannot be written loses no result.
        if let csv { try DurableFile.write(GradeReport.csv(reports), to: URL(fileURLWithPath: csv)) }
    }

    /// The JSON form of the result.
    private struct Listing: Encodable {
        let schema = "layerlab.grade"
        let version = 1
        let specification: String
        let interrupted: Bool
        let students: [GradeReport]
    }
}

extension GradeReport {
    /// `7 of 10 points`.
    var pointsText: String { "\(GradeReport.number(earned)) of \(GradeReport.number(possible)) points" }

    /// The checks as a table with their reasons below.
    func text(isShort: Bool) -> String {
        var table = TextTable(["check", "kind", "points", "verdict"], alignRight: [2])
        for outcome in outcomes {
            let points = "\(GradeReport.number(outcome.earned))/\(GradeReport.number(outcome.points))"
            table.add([outcome.check, outcome.kind, points, outcome.passed ? "passed" : "FAILED"])
        }
        let shown = isShort ? outcomes.filter { !$0.passed } : outcomes
        let why = shown.flatMap { outcome in outcome.reasons.map { "- \(outcome.check): \($0)" } }
        return "\(student), seed \(seed): \(pointsText)\n\n"
            + table.text + (why.isEmpty ? "" : "\n\n" + why.joined(separator: "\n"))
    }
}

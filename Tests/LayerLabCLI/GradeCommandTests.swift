import Foundation
import TestSupport
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// What a student got wrong, as a change of the example plugin.
private enum Mistake: String, CaseIterable, Sendable {
    case none, talk, derivative, crash, exit, loop, syntax, version, other

    /// The source that is handed in.
    func source() throws -> String {
        let right = try String(contentsOf: root.appendingPathComponent("Plugins/Examples/swish.c"), encoding: .utf8)
        func changed(_ old: String, _ new: String) throws -> String {
            try #require(right.contains(old))
            return right.replacingOccurrences(of: old, with: new)
        }
        return switch self {
        case .none: right
        case .talk: try changed("const T beta =", "int puts(const char *); puts(\"here\"); const T beta =")
        case .derivative: try changed("beta * Z[i] * s * (1 - s)", "beta * Z[i] * s")
        case .crash: try changed("const T s =", "*(volatile int *)8 = 1; const T s =")
        case .exit: try changed("const T beta =", "exit(0); const T beta =")
        case .loop: try changed("const T s =", "for (volatile int goes = 1; goes;) {} const T s =")
        case .syntax: try changed("state_t *made =", "state_t *made = ]")
        case .version: try changed(".abi = LAYERLAB_PLUGIN_ABI", ".abi = 999")
        // Right in itself, and another function.
        case .other: try changed(".default_value = 1,", ".default_value = 2,")
        }
    }

    /// What the reason says; nil where nothing is wrong.
    var words: String? {
        switch self {
        case .none, .talk: nil
        case .derivative: "its backward gives f' ="
        case .crash: "crashed: signal 11"
        case .exit: "The check of swish.c ended with the code 0 before it had a result"
        case .loop: "The check of swish.so did not end within 5 s and was stopped"
        case .syntax: "swish.c does not compile: swish.c:"
        case .version: "swish.so: it was built for version 999"
        case .other: "It is not silu:beta=1: f is "
        }
    }
}

/// `layerlab grade` from end to end.
@Suite struct GradeCommandTests {
    private struct Listing: Decodable {
        let schema: String
        let version: Int
        let interrupted: Bool
        let students: [Student]

        struct Student: Decodable {
            let student: String
            let seed: UInt64
            let passed: Bool
            let earned, possible: Double
            let checks: [Check]
        }

        struct Check: Decodable {
            let check: String
            let passed: Bool
            let earned: Double
            let reasons: [String]
        }
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func layerlab(_ arguments: [String]) async throws -> CommandLineRun {
        try await .layerlab(arguments, in: folder.url)
    }

    private func write(_ name: String, _ text: String) throws { try folder.write(name, Array(text.utf8)) }

    private func specification(_ checks: String...) throws {
        try write("spec.yaml", "name: hw\nchecks:\n" + checks.map { "  - \($0)\n" }.joined())
    }

    private func graded(_ arguments: [String], code: Int32) async throws -> [Listing.Student] {
        let run = try await layerlab(["grade", "spec.yaml", "--json", "--quiet"] + arguments)
        #expect(run.exitCode == code, "\(run.output) \(run.errors)")
        let listing = try JSONDecoder().decode(Listing.self, from: Data(run.output.utf8))
        #expect(listing.schema == "layerlab.grade" && listing.version == 1 && !listing.interrupted)
        return listing.students
    }

    private static let plugin = """
        {name: plugin, points: 4, time_limit: LIMIT, plugin: {file: swish.c, kind: activation, component: swish_beta, \
        agrees_with: silu, values: {-1: -0.2689414213699951, 0: 0}}}
        """

    @Test(arguments: Mistake.allCases) private func pluginsAreJudged(mistake: Mistake) async throws {
        var plugin = Self.plugin.replacingOccurrences(of: "LIMIT", with: mistake == .loop ? "5" : "300")
        try write("anna/swish.c", mistake.source())
        if mistake == .loop {
            // The limit is for what never ends; a compiler on a busy machine must not meet it.
            #expect(try await layerlab(["plugin", "build", "anna/swish.c"]).exitCode == 0)
            plugin = plugin.replacingOccurrences(of: "swish.c", with: "swish.so")
        }
        try specification(plugin, "{name: there, points: 1, file: {path: swish.c}}")
        let student = try await graded(["anna"], code: mistake.words == nil ? 0 : 2)[0]
        let check = student.checks[0]
        #expect(check.passed == (mistake.words == nil) && student.earned == (mistake.words == nil ? 5 : 1))
        if let words = mistake.words {
            #expect(check.reasons[0].contains(words), "\(check.reasons)")
            // The folder that it was built in is gone when the student reads this.
            #expect(!check.reasons[0].contains("/layerlab-"), "\(check.reasons)")
        } else {
            #expect(check.reasons.contains("It agrees with silu:beta=1."))
        }
        // Whatever the plugin does, the check behind it is done.
        #expect(student.checks[1].passed)
    }

    @Test func aWrongValueIsNamed() async throws {
        try specification(
            "{name: values, points: 1, plugin: {file: swish.c, kind: activation, component: swish_beta, values: {1: 0.5}}}",
            "{name: kind, points: 1, plugin: {file: swish.c, kind: schedule}}")
        try write("anna/swish.c", Mistake.none.source())
        let checks = try await graded(["anna"], code: 2)[0].checks
        #expect(checks[0].reasons[0].hasPrefix("f is 0.731058"), "\(checks[0].reasons)")
        #expect(checks[1].reasons[0] == "swish.c holds no schedule, but the activation 'swish_beta'.")
    }

    private static let run = """
        {name: run, points: 2, run: {folder: run, seed: student, settings: {dataset: "shapes:train=600,test=200", \
        validation: 100, hidden: 12, batch_norm: before, lambda: {min: 0.001, max: 0.01}}, result: {accuracy: {min: 0.15}}}}
        """

    private func train(_ student: String, _ more: [String] = []) async throws {
        let seed = try await layerlab(["grade", "spec.yaml", "--student", student, "--print-seed"])
        let run = try await layerlab(
            [
                "train", "--dataset", "shapes:train=600,test=200", "--validation", "100", "--hidden", "12", "--steps",
                "100", "--batch-size", "50", "--schedule", "constant:eta=0.05", "--threads", "1", "--quiet", "--seed",
                seed.output.trimmingCharacters(in: .newlines), "--out", "all/\(student)/run",
            ] + more)
        #expect(run.exitCode == 0, "\(run.errors)")
    }

    @Test func copiedRunsAreRecognized() async throws {
        try specification(Self.run)
        try await train("anna")
        try await train("ben", ["--lambda", "0.5"])
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder.path("all/emil"), withIntermediateDirectories: true)
        try manager.copyItem(atPath: folder.path("all/anna/run"), toPath: folder.path("all/emil/run"))
        try manager.createDirectory(atPath: folder.path("all/nobody"), withIntermediateDirectories: true)
        let students = try await graded(["--all", "all", "--csv", "points.csv"], code: 2)
        #expect(
            students.map(\.student) == ["anna", "ben", "emil", "nobody"] && students.map(\.earned) == [2, 0, 0, 0])
        let reasons = students.map { $0.checks[0].reasons[0] }
        #expect(reasons[1] == "lambda is 0.5, but 0.001 ... 0.01 was expected.")
        #expect(
            reasons[2]
                == "Its seed is \(students[0].seed), which is that of 'anna', but that of 'emil' is \(students[2].seed)."
        )
        #expect(reasons[3] == "There is no run/config.yaml.")
        let table = try String(contentsOfFile: folder.path("points.csv"), encoding: .utf8)
        #expect(table.hasPrefix("student,seed,earned,possible,run\nanna,\(students[0].seed),2,2,2\nben,"))
    }

    /// A chain of augmentations is compared link by link, and the rates are those of the schedule.
    @Test func settingsAreThoseOfTheRun() async throws {
        let cases = [
            ("augment: horizontal_flip+gaussian_noise", true),
            ("augment: horizontal_flip", false),
            ("augment: gaussian_noise+horizontal_flip", false),
            ("augment: \"horizontal_flip:0.5+gaussian_noise:0.25\"", false),
            ("eta: 0.05", true), ("lr: {min: 0.04, max: 0.06}", true), ("eta: 0.1", false),
            ("eta_max: {min: 0}", false),
        ]
        let checks = cases.enumerated().map { number, one in
            """
            {name: a\(number), points: 1, run: {folder: run, settings: {dataset: "shapes:train=600,test=200", \(one.0)}}}
            """
        }
        try write("spec.yaml", "name: hw\nchecks:\n" + checks.map { "  - \($0)\n" }.joined())
        try await train("anna", ["--augment", "horizontal_flip+gaussian_noise"])
        let graded = try await graded(["all/anna"], code: 2)[0].checks
        for (check, one) in zip(graded, cases) { #expect(check.passed == one.1, "\(one.0): \(check.reasons)") }
    }

    /// A relative path of data is one beside the specification, wherever the command is called.
    @Test func dataStandBesideTheSpecification() async throws {
        let settings = "dataset: \"csv:points.csv,label=y\", validation: 10, steps: 20"
        try write(
            "teacher/spec.yaml",
            """
            name: hw
            checks:
              - {name: a, points: 1, run: {folder: run, settings: {\(settings)}}}
              - {name: b, points: 1, train: {settings: {\(settings), hidden: 4, batch_size: 10}, result: {train_loss: {max: 9}}}}
            """)
        let points = "x,z,y\n" + (0..<80).map { "\($0 % 7),\($0 % 5),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
        try write("points.csv", points)
        let run = try await layerlab([
            "train", "--dataset", "csv:points.csv,label=y", "--validation", "10", "--hidden", "4", "--batch-size", "10",
            "--steps", "20",
            "--out", "anna/run", "--quiet",
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        try FileManager.default.moveItem(atPath: folder.path("points.csv"), toPath: folder.path("teacher/points.csv"))
        let grade = try await layerlab(["grade", "teacher/spec.yaml", "anna"])
        #expect(grade.exitCode == 0, "\(grade.output) \(grade.errors)")
    }

    /// What a teacher got wrong is said before anybody loses a point for it.
    @Test(
        arguments: [
            ("train: {settings: {activation: swosh}, RESULT}", 65, "There is no activation named 'swosh'"),
            ("train: {settings: {dataset: shapes, schedule: cyclical, eta: 0.1}, RESULT}", 65, "'eta'"),
            ("train: {settings: {dataset: \"shapes:train=600\"}, RESULT}", 65, "--validation is '5000'"),
            (
                "train: {plugin: a.c, settings: {dataset: \"csv:no.csv,label=y\", activation: mine}, RESULT}", 74,
                "no.csv"
            ),
            ("gradients: {settings: {preset: quickstart, steps: 1, epochs: 1}}", 65, "give one length only"),
            ("gradients: {settings: {dataset: cifar10}}", 74, "nowhere"),
            ("run: {folder: run, settings: {dataset: mnist}}", 74, "nowhere"),
            ("run: {folder: run, settings: {dataset: mnits}}", 65, "There is no data set named 'mnits'"),
        ] as [(String, Int32, String)])
    func teachersMistakesAreTheirOwn(task: String, code: Int32, words: String) async throws {
        let task = task.replacingOccurrences(of: "RESULT", with: "result: {train_loss: {max: 9}}")
        try specification("{name: a, points: 1, file: {path: r.md}}", "{name: b, points: 1, \(task)}")
        try write("anna/r.md", "x")
        let run = try await layerlab(["grade", "spec.yaml", "anna", "--data-dir", "nowhere"])
        #expect(run.exitCode == code && run.output.isEmpty, "\(run.output) \(run.errors)")
        #expect(run.errors.contains("The check 'b' cannot be done: ") && run.errors.contains(words), "\(run.errors)")
    }

    /// Before the work, as grading may take long.
    @Test(arguments: ["no/points.csv", "spec.yaml/points.csv", "anna", String(repeating: "x", count: 250)])
    func aTableThatCannotBeWrittenIsNoticed(path: String) async throws {
        try specification("{name: a, points: 0.1, file: {path: r.md}}", "{name: b, points: 0.2, file: {path: r.md}}")
        try write("anna/r.md", "x")
        let run = try await layerlab(["grade", "spec.yaml", "anna", "--csv", path])
        #expect(run.exitCode == 74 && run.errors.contains("Cannot write"), "\(run.errors)")
        #expect(run.output.isEmpty, "\(run.output)")
    }

    @Test func pointsAreAddedAsPeopleAddThem() async throws {
        try specification("{name: a, points: 0.1, file: {path: r.md}}", "{name: b, points: 0.2, file: {path: r.md}}")
        try write("anna/r.md", "x")
        let student = try await graded(["anna", "--csv", "points.csv"], code: 0)[0]
        #expect(student.earned == 0.3 && student.possible == 0.3)
        let table = try String(contentsOfFile: folder.path("points.csv"), encoding: .utf8)
        #expect(table.hasSuffix(",0.3,0.3,0.1,0.2\n"), "\(table)")
    }

    /// What a summary or a configuration claims is not believed.
    @Test(
        arguments: [
            ("summary.json", "\"accuracy\" : 0", "\"accuracy\" : 1", "Its summary claims a validation accuracy of"),
            ("summary.json", "\"data\" : \"crc32:", "\"data\" : \"crc33:", "It was trained on the data crc33:"),
            (
                "summary.json", "\"status\" : \"finished\"", "\"status\" : \"interrupted\"",
                "The run was stopped at step 100"
            ),
            ("summary.json", "\"version\"", "\"virsion\"", "is no summary of a run"),
            ("config.yaml", "hidden: 12", "hidden: 13", "hidden is 13, but 12 was expected"),
            ("config.yaml", "seed: ", "seed: 1", "Its seed is 1"),
            ("config.yaml", "lambda: ", "lamda: ", "no setting (run/config.yaml) named 'lamda'"),
        ])
    func claimsAreChecked(file: String, old: String, new: String, words: String) async throws {
        try specification(Self.run)
        try await train("anna")
        let text = try String(contentsOfFile: folder.path("all/anna/run/\(file)"), encoding: .utf8)
        try #require(text.contains(old))
        try write("all/anna/run/\(file)", text.replacingOccurrences(of: old, with: new))
        let check = try await graded(["all/anna"], code: 2)[0].checks[0]
        #expect(check.reasons.contains { $0.contains(words) }, "\(check.reasons)")
    }

    @Test func trainingsAndGradientsAreDoneHere() async throws {
        let settings = """
            {dataset: "shapes:train=600,test=200", validation: 100, hidden: 12, steps: 60, batch_size: 50, \
            activation: swish_beta, schedule: "constant:eta=0.05", seed: "{seed}"}
            """
        try specification(
            "{name: good, points: 1, train: {plugin: swish.c, settings: \(settings), result: {train_accuracy: {min: 0.3}}}}",
            "{name: bad, points: 1, train: {plugin: swish.c, settings: \(settings), result: {train_loss: {max: 0}}}}",
            "{name: gradients, points: 1, gradients: {plugin: swish.c, settings: \(settings), dimensions: 20}}")
        try write("anna/swish.c", Mistake.none.source())
        let student = try await graded(["anna"], code: 2)[0]
        #expect(student.checks.map(\.earned) == [1, 0, 1], "\(student.checks)")
        #expect(
            student.checks[0].reasons[0].hasPrefix("Trained here with the seed \(student.seed), its training accuracy"))
        #expect(student.checks[1].reasons[0].hasSuffix("but 0.0 or less was expected."))
    }

    /// What the check has printed counts, not only how it has ended.
    @Test(
        arguments: [
            (.derivative, "differ from their numeric gradients"), (.crash, "The gradient check crashed: signal 11"),
            (.exit, "The gradient check ended with the code 0 before it had a result"),
        ] as [(Mistake, String)])
    private func gradientsAreJudged(mistake: Mistake, words: String) async throws {
        try specification(
            """
            {name: gradients, points: 1, gradients: {plugin: swish.c, dimensions: 20, settings: {dataset: shapes, \
            hidden: 12, batch_size: 20, activation: swish_beta}}}
            """)
        try write("anna/swish.c", mistake.source())
        let check = try await graded(["anna"], code: 2)[0].checks[0]
        #expect(!check.passed && check.reasons[0].contains(words), "\(check.reasons)")
    }

    @Test func reportsAreRead() async throws {
        try specification(
            "{name: a, points: 1, file: {path: r.md, min_words: 5, words: [Gradient], headings: [Results], figures: 1}}"
        )
        for name in ["a.png", "my a.png"] { try write("anna/\(name)", "x") }
        for (text, words) in [
            ("# Our results\nThe gradient is right: ![it](a.png)", nil),
            ("Our results\n===\none gradient: ![it](<my a.png>)", nil),
            ("Results\n---\none two gradient: ![it](my%20a.png)", nil),
            ("# Results\none two gradient: <img width=\"9\" src=\"my a.png\">", nil),
            ("# Results\none two gradient: <img data-src=\"a.png\" src='b.png'>", "files that are not there: b.png"),
            ("", "r.md is empty."), ("# Results\ngradient", "It has 2 words, but 5"),
            ("# Results\none two three four five ![it](a.png)", "It does not speak of: Gradient."),
            ("Results\none two gradient four five ![it](a.png)", "It has no heading: Results."),
            ("# Results\none two gradient four five", "Figures that it shows: 0, but at least 1"),
            ("# Results\none two gradient four ![it](b.png) ![it](a.png)", "files that are not there: b.png"),
            ("# Results\none two gradient four ![it](../spec.yaml)", "files that are not there: ../spec.yaml"),
        ] as [(String, String?)] {
            try write("anna/r.md", text)
            let check = try await graded(["anna"], code: words == nil ? 0 : 2)[0].checks[0]
            #expect(words.map { words in check.reasons.contains { $0.contains(words) } } ?? check.passed, "\(check)")
        }
    }

    @Test func linksOutOfASubmissionAreNotFollowed() async throws {
        try specification(
            "{name: a, points: 1, file: {path: r.md}}", "{name: b, points: 1, file: {path: sub/spec.yaml}}")
        try write("anna/x", "x")
        for (link, target) in [("anna/r.md", "../spec.yaml"), ("anna/sub", "..")] {
            try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
        }
        let checks = try await graded(["anna"], code: 2)[0].checks
        #expect(checks.allSatisfy { !$0.passed && $0.reasons[0].contains("leads out of the submission's folder") })
    }

    @Test(
        arguments: [
            (["grade", "spec.yaml", "nobody"], 74, "no folder nobody"), (["grade", "no.yaml", "."], 74, "no.yaml"),
            (["grade", "bad.yaml", "."], 65, "bad.yaml, line 3 (check 1, pionts): There is no key named 'pionts'"),
            (["grade", "spec.yaml", "--all", "nowhere"], 74, "no folder nowhere of submissions"),
            (["grade", "spec.yaml", "x", "--all", "y"], 64, "leave out the others"),
        ] as [([String], Int32, String)])
    func saysWhatIsWrong(arguments: [String], code: Int32, words: String) async throws {
        try specification("{name: a, points: 1, file: {path: r.md}}")
        try write("bad.yaml", "name: hw\nchecks:\n  - {name: a, pionts: 1, file: {path: r.md}}\n")
        let run = try await layerlab(arguments)
        #expect(run.exitCode == code && run.errors.contains(words), "\(run.errors)")
    }

    @Test func valuesOfAPluginArePrinted() async throws {
        try write("swish.c", Mistake.none.source())
        #expect(try await layerlab(["plugin", "build", "swish.c"]).exitCode == 0)
        let run = try await layerlab(["plugin", "values", "swish.so", "swish_beta", "--at=0,-1"])
        #expect(run.exitCode == 0 && run.output.contains("0.0") && run.output.contains("-0.268941421"), "\(run.errors)")
        let json = try await layerlab(["plugin", "values", "swish.so", "swish_beta:beta=2", "--at", "0", "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(
            object?["schema"] as? String == "layerlab.plugin_values" && object?["derivatives"] as? [Double] == [0.5])
        let kind = try await layerlab(["plugin", "values", "swish.so", "swish_beta", "--kind", "optimizer"])
        #expect(kind.exitCode == 64 && kind.errors.contains("has none"), "\(kind.errors)")
    }
}

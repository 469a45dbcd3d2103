import Components
import Foundation
import Platform

extension GradeSpecification {
    /// Reads a specification: `name` and `checks`; see `Tutorials/grading/README.md`.
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - registry: the built-in components, which a check may name.
    /// - Throws: ``LabError``: `io` where it is missing, `badData` with line, check and key where it is not understood.
    public init(yaml url: URL, _ registry: Registry) throws {
        folder = url.absoluteURL.standardizedFileURL.deletingLastPathComponent()
        let root = try GradeFile.read(url)
        let parts = try root.mapping(["name", "checks"])
        guard let name = parts["name"], let list = parts["checks"] else {
            throw root.error(
                "'name' and 'checks' were expected; '\(parts["name"] == nil ? "name" : "checks")' is missing.")
        }
        self.name = try name.text()
        checks = try list.items("check").map { try GradeCheck($0, registry) }
        guard !checks.isEmpty else { throw list.error("at least one check was expected.") }
        let names = checks.map(\.name)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw list.error("two checks are named '\(twice)'; give each a name of its own.")
        }
    }
}

extension GradeCheck {
    private static let defaultTimeLimit = 600.0

    init(_ place: GradeFile, _ registry: Registry) throws {
        let parts = try place.mapping(["name", "points", "time_limit"] + GradeTask.names)
        let kinds = GradeTask.names.filter { parts[$0] != nil }
        guard let name = parts["name"] else { throw place.error("a check has a 'name'.") }
        guard let points = parts["points"] else { throw place.error("a check has 'points'.") }
        guard kinds.count == 1, let kind = kinds.first, let body = parts[kind] else {
            throw place.error("a check has exactly one of \(GradeTask.names.joined(separator: ", ")).")
        }
        self.name = try name.text()
        self.points = try points.number(0...1e6)
        timeLimit = try parts["time_limit"]?.number(1...86_400) ?? GradeCheck.defaultTimeLimit
        task =
            switch kind {
            case "plugin": .plugin(try PluginTask(body, registry))
            case "run": .run(try RunTask(body, registry))
            case "train": .train(try TrainingTask(body, isTrained: true))
            case "gradients": .gradients(try TrainingTask(body, isTrained: false))
            default: .file(try FileTask(body))
            }
    }
}

extension PluginTask {
    init(_ place: GradeFile, _ registry: Registry) throws {
        let parts = try place.mapping(["file", "kind", "component", "agrees_with", "values", "tolerance"])
        guard let file = parts["file"], let kind = parts["kind"] else {
            throw place.error("a plugin check has 'file' and 'kind'.")
        }
        self.file = try file.relativePath()
        let kindText = try kind.text()
        guard let known = ComponentKind(rawValue: kindText) else {
            throw kind.error(
                LabError.unknown("kind of component", kindText, choices: ComponentKind.allCases.map(\.rawValue)).message
            )
        }
        self.kind = known
        component = try parts["component"]?.text()
        reference = try parts["agrees_with"]?.explaining { try registry.resolve(known, $0) }
        values = try parts["values"].map(PluginTask.values) ?? [:]
        tolerance = try parts["tolerance"]?.number(0...1) ?? (known == .schedule ? 1e-9 : 1e-6)
        if let compared = parts["agrees_with"] ?? parts["values"] {
            guard known == .activation || known == .schedule else {
                throw compared.error("an activation or a schedule is compared, not a component of kind \(kindText).")
            }
            guard component != nil else { throw compared.error("name the 'component' that is compared.") }
        }
    }

    private static func values(_ place: GradeFile) throws -> [Double: Double] {
        try Dictionary(
            place.entries().map { point, value in
                guard let x = Double(point), x.isFinite else { throw value.error("'\(point)' is no number.") }
                return (x, try value.number(-1e300...1e300))
            }, uniquingKeysWith: { $1 })
    }
}

extension RunTask {
    init(_ place: GradeFile, _ registry: Registry) throws {
        let parts = try place.mapping(["folder", "settings", "seed", "provenance", "split", "result", "plugin"])
        guard let folder = parts["folder"] else { throw place.error("a run check has a 'folder'.") }
        self.folder = try folder.relativePath()
        plugin = try parts["plugin"]?.relativePath()
        // A plugin may bring components whose names only it knows.
        let known = plugin == nil ? registry : nil
        settings = try (parts["settings"]?.settings() ?? []).map { ($0, try $1.requirement(of: $0, known)) }
        guard settings.contains(where: { $0.key.name == "dataset" }) else {
            throw place.error(
                "'settings' names the dataset at least, so that a student does not choose what is measured.")
        }
        isStudentSeed =
            try parts["seed"].map { place in
                guard try place.text() == "student" else {
                    throw place.error("'student' was expected; a fixed seed belongs into settings.")
                }
                return true
            } ?? false
        needsProvenance = try parts["provenance"]?.flag() ?? true
        split = try parts["split"]?.text() ?? "validation"
        guard ["training", "validation", "test"].contains(split) else {
            throw (parts["split"] ?? place).error("split is training, validation or test, not '\(split)'.")
        }
        result = try parts["result"]?.result(["loss", "cost", "accuracy"]) ?? [:]
    }
}

extension TrainingTask {
    init(_ place: GradeFile, isTrained: Bool) throws {
        let parts = try place.mapping(["settings", "plugin", isTrained ? "result" : "dimensions"])
        guard let list = parts["settings"] else { throw place.error("'settings' were expected.") }
        preset = try list.entries().first { $0.0 == "preset" }.map { _, place in
            try place.explaining { try Preset.named($0).name }
        }
        let texts = try list.settings(orPreset: true).map { ($0.name, try $1.setting($0)) }
        settings = Dictionary(uniqueKeysWithValues: texts)
        plugin = try parts["plugin"]?.relativePath()
        result = try parts["result"]?.result(BandQuantity.allCases.filter { !$0.isTest }.map(\.rawValue)) ?? [:]
        dimensions = try parts["dimensions"]?.count(1...1_000_000)
        if isTrained, result.isEmpty {
            throw place.error("a 'result' was expected, such as {validation_accuracy: {min: 0.8}}.")
        }
    }
}

extension FileTask {
    init(_ place: GradeFile) throws {
        let parts = try place.mapping(["path", "min_words", "words", "headings", "figures"])
        guard let path = parts["path"] else { throw place.error("a file check has a 'path'.") }
        self.path = try path.relativePath()
        leastWords = try parts["min_words"]?.count(0...1_000_000) ?? 1
        words = try parts["words"]?.texts() ?? []
        headings = try parts["headings"]?.texts() ?? []
        figures = try parts["figures"]?.count(0...1000) ?? 0
    }
}

extension GradeFile {
    /// Settings that are the grader's own.
    private static let reserved: Set = ["out", "data_dir", "plugins"]

    /// The settings here, each once, in order.
    func settings(orPreset: Bool = false) throws -> [(ConfigurationKey, GradeFile)] {
        var seen: Set<String> = []
        return try entries().filter { !orPreset || $0.0 != "preset" }.map { name, value in
            let key = try value.key(name, orPreset: orPreset)
            guard seen.insert(key.name).inserted else {
                throw value.error("it sets \(key.name), which is set already under another name; keep one.")
            }
            return (key, value)
        }
    }

    /// The setting of a name.
    private func key(_ name: String, orPreset: Bool) throws -> ConfigurationKey {
        let known = ConfigurationKey.all.filter { !GradeFile.reserved.contains($0.name) }
        guard let key = ConfigurationKey.named(name), !GradeFile.reserved.contains(key.name) else {
            throw error(
                LabError.unknown("setting", name, choices: known.map(\.name) + (orPreset ? ["preset"] : [])).message)
        }
        return key
    }

    /// The text of a setting, which {seed} and {student} may stand in.
    func setting(_ key: ConfigurationKey) throws -> String {
        let text = try text()
        guard key.takes(GradePlaceholders.fill(text, seed: 1, student: "s")) else {
            throw error("\(key.name) is '\(text)', but \(key.expectation) was expected.")
        }
        return text
    }

    /// What is required of a setting: a value that it can have, or a range where it is a number.
    ///
    /// - Parameter registry: what knows every component; nil where there may be others.
    func requirement(of key: ConfigurationKey, _ registry: Registry?) throws -> Requirement {
        guard node.mapping == nil else {
            guard key.isNumber else {
                throw error("\(key.name) is no number that has a range; write what it has to be.")
            }
            return .range(try range())
        }
        let text = try setting(key)
        if let registry, let kind = key.component { _ = try explaining { try registry.resolve(kind, $0) } }
        return .equals(text)
    }

    /// What is made of the text, an error of which is one of this place.
    func explaining<T>(_ make: (String) throws -> T) throws -> T {
        do { return try make(text()) } catch let fault as LabError where fault.kind == .usage {
            throw error(fault.message)
        }
    }
}

/// What stands for a student in the settings of a training.
enum GradePlaceholders {
    static func fill(_ text: String, seed: UInt64, student: String) -> String {
        text.replacing("{seed}", with: String(seed)).replacing("{student}", with: student)
    }
}

import Components
import Foundation
import Platform

/// What a submission is held against: checks with points, read from a file; see `Tutorials/grading/README.md`.
public struct GradeSpecification: Sendable {
    /// The name of the assignment, which the students' seeds depend on.
    public let name: String
    /// The checks in the order of the file.
    public let checks: [GradeCheck]
    /// The folder of the file, from which the paths of its data are seen.
    let folder: URL

    /// The seed of a student: the first 32 bits of the SHA-256 of the name, a line break and the student's id.
    ///
    /// Nobody can choose it, everybody can compute it, and two students have different ones, but for a chance in 4e9.
    public func seed(of student: String) -> UInt64 {
        UInt64(SHA256.hex(Data("\(name)\n\(student)".utf8)).prefix(8), radix: 16) ?? 0
    }
}

/// One check with its points, which are given as a whole or not at all.
public struct GradeCheck: Sendable {
    /// What the report calls it.
    public let name: String
    /// What it is worth.
    public let points: Double
    /// Seconds that each program run for it may take.
    public let timeLimit: Double
    /// What is done.
    let task: GradeTask

    /// The name of the kind, as the file has it.
    public var kind: String { task.name }
}

/// What a check does.
enum GradeTask: Sendable {
    /// Builds a plugin and holds it to its promises.
    case plugin(PluginTask)
    /// Looks at a run that the student hands in.
    case run(RunTask)
    /// Trains a configuration.
    case train(TrainingTask)
    /// Checks the gradients of a configuration.
    case gradients(TrainingTask)
    /// Looks at a text.
    case file(FileTask)

    static let names = ["plugin", "run", "train", "gradients", "file"]

    var name: String {
        switch self {
        case .plugin: "plugin"
        case .run: "run"
        case .train: "train"
        case .gradients: "gradients"
        case .file: "file"
        }
    }
}

/// A plugin in the submission.
struct PluginTask: Sendable {
    /// The file: source in C or Swift, or a library.
    let file: String
    /// The kind of component that it has to hold.
    let kind: ComponentKind
    /// One component with options; nil for all of that kind.
    let component: String?
    /// The built-in component that it has to agree with.
    let reference: String?
    /// What it has to give at points: f(z) of an activation, the rate at a step of a schedule.
    let values: [Double: Double]
    /// The difference that is let pass, as a share of the value where that is above 1.
    let tolerance: Double
}

/// A run in the submission.
struct RunTask: Sendable {
    /// Its folder.
    let folder: String
    /// What its settings have to be; the data set is among them.
    let settings: [(key: ConfigurationKey, required: Requirement)]
    /// Whether its seed has to be that of the student.
    let isStudentSeed: Bool
    /// Whether its summary has to be there and to tell the truth.
    let needsProvenance: Bool
    /// The split that the model is evaluated on anew.
    let split: String
    /// What comes out there: loss, cost, accuracy.
    let result: [String: ClosedRange<Double>]
    /// The plugin that its components come from.
    let plugin: String?
}

/// A configuration that the grader trains, or checks the gradients of.
struct TrainingTask: Sendable {
    /// The settings, with {seed} and {student} in them.
    let settings: [String: String]
    /// The preset below them.
    let preset: String?
    /// The plugin that its components come from.
    let plugin: String?
    /// What comes out, by ``BandQuantity``.
    let result: [String: ClosedRange<Double>]
    /// Input dimensions of a gradient check; nil for all.
    let dimensions: Int?

    /// The settings of a student.
    func settings(seed: UInt64, student: String) -> [String: String] {
        let own = settings.mapValues { GradePlaceholders.fill($0, seed: seed, student: student) }
        return ["seed": String(seed)].merging(own) { $1 }
    }
}

/// A text in the submission.
struct FileTask: Sendable {
    let path: String
    /// Words that it has at least.
    let leastWords: Int
    /// Words or phrases that stand in it, in whatever case.
    let words: [String]
    /// Headings that stand in it.
    let headings: [String]
    /// Figures that it shows at least, whose files are there.
    let figures: Int
}

/// What a value has to be.
enum Requirement: Sendable, Equatable {
    /// This text; for a component, this name and at least these options.
    case equals(String)
    /// A number between two ends.
    case range(ClosedRange<Double>)

    /// For people: `0.8 or more`.
    var text: String {
        switch self {
        case .equals(let text): text
        case .range(let range): range.text
        }
    }
}

extension ClosedRange<Double> {
    /// For people: `0.8 or more`.
    var text: String {
        if upperBound == .infinity { return "\(lowerBound) or more" }
        return lowerBound == -.infinity ? "\(upperBound) or less" : "\(lowerBound) ... \(upperBound)"
    }
}

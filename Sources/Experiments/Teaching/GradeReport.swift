import Foundation
import Platform

/// What came of one check.
public struct GradeOutcome: Sendable, Encodable, Equatable {
    /// The name of the check.
    public let check: String
    /// Its kind: plugin, run, train, gradients, file.
    public let kind: String
    /// Whether everything it asks for is there.
    public let passed: Bool
    /// The points that it gave.
    public let earned: Double
    /// The points that it can give.
    public let points: Double
    /// Why, a sentence each.
    public let reasons: [String]

    /// - Parameter findings: what was found, and what was found wrong.
    init(_ check: GradeCheck, _ findings: GradeFindings) {
        (self.check, kind, points) = (check.name, check.kind, check.points)
        passed = findings.faults.isEmpty
        earned = passed ? check.points : 0
        reasons = passed ? findings.remarks : findings.faults
    }
}

/// The sentences of a check: what is wrong, and what is right.
struct GradeFindings {
    var faults: [String] = []
    var remarks: [String] = []

    static func fault(_ text: String) -> GradeFindings { GradeFindings(faults: [text]) }

    /// Notes one that holds, or one that does not.
    mutating func add(_ holds: Bool, _ right: @autoclosure () -> String, else wrong: @autoclosure () -> String) {
        if holds { remarks.append(right()) } else { faults.append(wrong()) }
    }

    /// Notes a measured number, and whether it lies where it was expected.
    mutating func add(_ name: String, _ value: Double, within expected: ClosedRange<Double>) {
        let measured = "\(name) is \(Grading.short(value))"
        add(expected.contains(value), "\(measured).", else: "\(measured), but \(expected.text) was expected.")
    }
}

/// What came of the checks of one submission.
public struct GradeReport: Sendable, Encodable, Equatable {
    /// Whose it is.
    public let student: String
    /// The seed that the specification gives to this student.
    public let seed: UInt64
    /// The checks that were done, in the order of the specification.
    public let outcomes: [GradeOutcome]

    /// Points in all.
    public var earned: Double { GradeReport.sum(outcomes.map(\.earned)) }
    /// Points that could be had.
    public var possible: Double { GradeReport.sum(outcomes.map(\.points)) }
    /// Whether every check passed.
    public var passed: Bool { outcomes.allSatisfy(\.passed) }

    private enum Key: String, CodingKey { case student, seed, passed, earned, possible, checks }

    /// With the sums beside the checks.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(student, forKey: .student)
        try container.encode(seed, forKey: .seed)
        try container.encode(passed, forKey: .passed)
        try container.encode(earned, forKey: .earned)
        try container.encode(possible, forKey: .possible)
        try container.encode(outcomes, forKey: .checks)
    }

    /// Reports as a table for a spreadsheet: a row a student, a column a check.
    public static func csv(_ reports: [GradeReport]) -> String {
        let checks = reports.first?.outcomes.map(\.check) ?? []
        let rows = reports.map { report in
            [report.student, String(report.seed), number(report.earned), number(report.possible)]
                + report.outcomes.map { number($0.earned) }
        }
        return ([["student", "seed", "earned", "possible"] + checks] + rows).map { $0.csvLine + "\n" }.joined()
    }

    /// The sum of points, without the digits that come from adding binary fractions.
    private static func sum(_ points: [Double]) -> Double { (points.reduce(0, +) * 1e6).rounded() / 1e6 }

    /// Points without needless decimals.
    public static func number(_ points: Double) -> String {
        points == points.rounded() ? String(Int(points)) : "\(points)"
    }
}

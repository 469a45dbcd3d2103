import Foundation
import LayerLab

/// A gradient check as people read it: a table with a row for each tensor and a column for each step.
struct GradientText {
    let report: GradientReport
    let configuration: RunConfiguration
    let fault: Fault?

    var text: String {
        ([heading, "", table.text, ""] + remarks).joined(separator: "\n")
    }

    private var heading: String {
        """
        \(configuration.networkTitle), batch \(configuration.batchSize)\(fault.map { ", with the fault \($0.rawValue)" } ?? "")
        worst relative error |a - n| / max(eps, |a| + |n|), eps (--floor) \(report.check.floor.short); \
        \(report.check.method.words) in double, step h
        """
    }

    private var table: TextTable {
        let steps = report.check.steps.map { "h=\($0.short)" }
        var table = TextTable(
            ["tensor", "shape", "entries"] + steps + ["mean |a-n|", "max |a-n|", "max |a|", "float", ""],
            alignRight: Set(2...(7 + steps.count - 1)))
        for tensor in report.tensors {
            table.add(
                [tensor.name, tensor.shape, String(tensor.entries)] + tensor.steps.map(cell)
                    + [
                        tensor.best.meanAbsolute.short, tensor.best.maximumAbsolute.short, tensor.largestGradient.short,
                        tensor.floatDeviation?.short ?? "", verdict(tensor),
                    ])
        }
        return table
    }

    private func cell(_ errors: StepErrors) -> String {
        (errors.worstRelative.isFinite ? errors.worstRelative.short : "-")
            + (errors.kinks > 0 ? " (\(errors.kinks))" : "")
    }

    private func verdict(_ tensor: TensorCheck) -> String {
        switch tensor.verdict {
        case .differs: "DIFFERS"
        case .differsInFloat: "DIFFERS in float"
        case .undecided: "undecided"
        case .right: tensor.zeroReason != nil ? "zero" : isSmall(tensor) ? "small" : ""
        }
    }

    /// Whether a mistake of a hundredth would still be below the floor.
    private func isSmall(_ tensor: TensorCheck) -> Bool {
        tensor.largestGradient < 100 * report.check.floor * report.check.tolerance
    }

    private var remarks: [String] {
        var lines: [String] = []
        let zeros = Dictionary(grouping: report.tensors.filter { verdict($0) == "zero" }) { $0.zeroReason! }
        for (reason, tensors) in zeros.sorted(by: { $0.key < $1.key }) {
            lines.append("zero: \(tensors.map(\.name).joined(separator: ", ")): \(reason).")
        }
        let small = report.tensors.filter { verdict($0) == "small" }.map(\.name)
        if !small.isEmpty {
            lines.append(
                "small: \(small.joined(separator: ", ")): gradients so far below eps are hardly judged; "
                    + "--method complex --floor 1e-9 judges them.")
        }
        if let kinks = worstAtKinks {
            lines.append(
                "(k): for k entries a unit crossed a kink of its activation between the two evaluations, so there is no "
                    + "derivative to compare with; they are left out of the errors. Worst among them: \(kinks.short).")
        }
        if report.tensors.contains(where: { $0.floatDeviation != nil }) {
            lines.append(
                "float: max |float - double| / max(eps, max |double| of the layer) of the analytic gradients, at most "
                    + "\(GradientCheck.floatBound.short).")
        }
        if let worst = report.worst {
            lines.append(
                "\(report.passed ? fault == nil ? "passed" : "the fault does not show here" : "FAILED"): the worst tensor, at its best step, is \(worst.name) with "
                    + "\(worst.best.worstRelative.short) at h=\(worst.best.h.short); allowed is "
                    + "\(report.check.tolerance.short).")
        }
        return lines
    }

    private var worstAtKinks: Double? {
        let steps = report.tensors.flatMap { $0.steps }.filter { $0.kinks > 0 }
        return steps.map(\.worstRelativeAtKinks).max()
    }
}

/// A survey as people read it: a row for each activation and placement, a column for each depth.
struct SurveyText {
    private let cases: [GradientSurvey.Case]
    private let check: GradientCheck

    init(_ cases: [GradientSurvey.Case], _ check: GradientCheck) {
        self.cases = cases
        self.check = check
    }

    var text: String {
        var table = TextTable(
            ["activation", "placement"] + GradientSurvey.depths.map { "\($0) layers" } + ["float"],
            alignRight: Set(2...GradientSurvey.depths.count + 2))
        for start in stride(from: 0, to: cases.count, by: GradientSurvey.depths.count) {
            let row = Array(cases[start..<start + GradientSurvey.depths.count])
            table.add(
                [row[0].activation, row[0].placement] + row.map(cell)
                    + [(row.map(\.floatDeviation).max() ?? 0).short])
        }
        return """
            worst relative error over W, b, gamma and beta, \(entries); \(check.method.words), best of \
            h=\(check.steps.map(\.short).joined(separator: ", ")); eps (--floor) \(check.floor.short)

            \(table.text)

            \(cases.allSatisfy(\.passed) ? "passed" : "FAILED"): \(cases.count) networks; allowed is \
            \(check.tolerance.short) in double, and \(GradientCheck.floatBound.short) between float and double. \
            (k): k entries left out at some step, as a unit crossed a kink.
            """
    }

    private func cell(_ network: GradientSurvey.Case) -> String {
        network.worstRelative.short + (network.kinks > 0 ? " (\(network.kinks))" : "")
            + (network.passed ? "" : " DIFFERS")
    }

    private var entries: String { check.samples == .max ? "every entry" : "\(check.samples) entries of each tensor" }
}

/// A gradient check as JSON.
struct GradientListing: Encodable {
    let schema = "layerlab.gradient_check"
    let version = 1
    let network: String
    let batchSize, inputDimensions: Int?
    let fault: Fault?
    let seed: UInt64
    let samples: Int
    let method: GradientCheck.Method
    let floor: Double
    let tolerance: Double
    let floatBound = GradientCheck.floatBound
    let passed: Bool
    let verdicts: [String: GradientVerdict]
    let tensors: [TensorCheck]

    init(_ report: GradientReport, _ configuration: RunConfiguration, dimensions: Int?, fault: Fault?) {
        network = configuration.networkTitle
        batchSize = configuration.batchSize
        inputDimensions = dimensions
        self.fault = fault
        seed = report.check.seed
        samples = report.check.samples
        verdicts = Dictionary(uniqueKeysWithValues: report.tensors.map { ($0.name, $0.verdict) })
        method = report.check.method
        floor = report.check.floor
        tolerance = report.check.tolerance
        passed = report.passed
        tensors = report.tensors
    }
}

/// A survey as JSON.
struct SurveyListing: Encodable {
    let schema = "layerlab.gradient_survey"
    let version = 1
    let method: GradientCheck.Method
    let steps: [Double]
    let floor, tolerance: Double
    let seed: UInt64
    let floatBound = GradientCheck.floatBound
    let passed: Bool
    let networks: [GradientSurvey.Case]

    init(_ cases: [GradientSurvey.Case], _ check: GradientCheck) {
        method = check.method
        steps = check.steps
        floor = check.floor
        seed = check.seed
        tolerance = check.tolerance
        passed = cases.allSatisfy(\.passed)
        networks = cases
    }
}

extension GradientCheck.Method {
    /// What is done, in words.
    var words: String {
        switch self {
        case .centered: "centered differences of the cost"
        case .forward: "forward differences of the cost"
        case .complex: "complex steps of the cost"
        }
    }
}

extension Double {
    /// Two digits, as errors are read: `3.1e-09`, `1e-05`, and 0 as `0`.
    var short: String { self == 0 ? "0" : String(format: "%.1e", self).replacing(".0e", with: "e") }
}

import Foundation
import LayerLab

/// A gradient check as people read it: a table with a row for each tensor and a column for each step.
struct GradientText {
    private let report: GradientReport
    private let configuration: RunConfiguration

    init(_ report: GradientReport, _ configuration: RunConfiguration) {
        self.report = report
        self.configuration = configuration
    }

    var text: String {
        ([heading, "", table.text, ""] + remarks).joined(separator: "\n")
    }

    private var heading: String {
        """
        \(configuration.networkTitle), batch \(configuration.batchSize)
        worst relative error |a - n| / max(eps, |a| + |n|), eps (--floor) \(report.check.floor.short); \
        \(report.check.method.rawValue) differences of the cost in double, step h
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
        if !tensor.passedInDouble(report.check) { return "WRONG" }
        if !tensor.passedInFloat { return "WRONG in float" }
        return tensor.zeroReason == nil ? "" : "zero"
    }

    private var remarks: [String] {
        var lines: [String] = []
        let zeros = Dictionary(grouping: report.tensors.filter { verdict($0) == "zero" }) { $0.zeroReason! }
        for (reason, tensors) in zeros.sorted(by: { $0.key < $1.key }) {
            lines.append("zero: \(tensors.map(\.name).joined(separator: ", ")): \(reason).")
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
                "\(report.passed ? "passed" : "FAILED"): the worst tensor, at its best step, is \(worst.name) with "
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
                [row[0].activation, row[0].placement] + row.map { $0.worstRelative.short + ($0.passed ? "" : " WRONG") }
                    + [(row.map(\.floatDeviation).max() ?? 0).short])
        }
        return """
            worst relative error over W, b, gamma and beta, every entry; \(check.method.rawValue), best of \
            h=\(check.steps.map(\.short).joined(separator: ", ")); eps (--floor) \(check.floor.short)

            \(table.text)

            \(cases.allSatisfy(\.passed) ? "passed" : "FAILED"): \(cases.count) networks; allowed is \
            \(check.tolerance.short) in double, and \(GradientCheck.floatBound.short) between float and double.
            """
    }
}

/// A gradient check as JSON.
struct GradientListing: Encodable {
    let schema = "layerlab.gradient_check"
    let version = 1
    let network: String
    let method: GradientCheck.Method
    let floor: Double
    let tolerance: Double
    let floatBound = GradientCheck.floatBound
    let passed: Bool
    let tensors: [TensorCheck]

    init(_ report: GradientReport, _ configuration: RunConfiguration) {
        network = configuration.networkTitle
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
    let tolerance: Double
    let floatBound = GradientCheck.floatBound
    let passed: Bool
    let networks: [GradientSurvey.Case]

    init(_ cases: [GradientSurvey.Case], _ check: GradientCheck) {
        tolerance = check.tolerance
        passed = cases.allSatisfy(\.passed)
        networks = cases
    }
}

extension RunConfiguration {
    /// The network and its data in a line: what a figure or a table was made of.
    var networkTitle: String {
        let layers = hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: ",")
        return "\(dataset), hidden \(layers), batch norm \(batchNorm.prefix { $0 != ":" }), "
            + "\(activation.prefix { $0 != ":" }), lambda \(lambda), seed \(seed)"
    }
}

extension Double {
    /// Two digits, as errors are read: `3.1e-09`, `1e-05`, and 0 as `0`.
    var short: String { self == 0 ? "0" : String(format: "%.1e", self).replacing(".0e", with: "e") }
}

import ArgumentParser
import Foundation
import LayerLab

/// `layerlab check-gradients`: analytic against numeric gradients of a configuration.
struct GradientCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-gradients",
        abstract: "Compare the gradients of the backward pass with numeric ones, tensor by tensor.",
        discussion: """
            The gradients are those of the cost of one training batch, loss + lambda * sum of W^2, at the initial weights \
            with b, gamma and beta moved a little off theirs. The relative error of an entry is \
            |a - n| / max(eps, |a| + |n|), a analytic, n numeric. --h is the step of the difference, --floor is eps: two \
            numbers, although published tables call both epsilon. A tensor passes where its worst entry is below \
            --tolerance at one of the steps. Exit code 2 where one fails.

            EXAMPLES
              layerlab check-gradients --dataset shapes --hidden 50,50 --lambda 0.01
              layerlab check-gradients --preset coursework/9-layer-bn --data-dir DIR --dimensions 20 --batch-size 20
              layerlab check-gradients --all
              layerlab check-gradients --dataset shapes --inject drop_mean_term
              layerlab check-gradients --dataset shapes --activation tanh --plot steps.svg
            """)

    @OptionGroup var options: RunOptions

    @Option(
        name: .customLong("h"),
        help: ArgumentHelp("Steps of the difference, with commas. (default: 1e-3 ... 1e-6)", valueName: "steps"))
    var steps: Steps?
    @Option(help: "centered, forward or complex.", completion: .list(GradientCheck.Method.allCases.map(\.rawValue)))
    var method = "centered"
    @Option(name: .customLong("floor"), help: "eps, the smallest denominator of the relative error.")
    var floor = 1e-3
    @Option(help: "The relative error that passes. (default: 1e-6; 1e-4 for forward differences)")
    var tolerance: Double?
    @Option(help: "Entries looked at in each tensor, drawn by --seed where it has more.")
    var samples = 100
    @Option(help: "Keep so many input dimensions, evenly spread. (default: all)")
    var dimensions: Int?
    @Flag(help: "Check every registered activation and placement at depth 2, 3, 4 and 9 on random data, no data set.")
    var all = false
    @Option(
        help: ArgumentHelp("Put a mistake into a copy of the backward pass, to be found.", valueName: "fault"),
        completion: .list(Fault.allCases.map(\.rawValue)))
    var inject: String?
    @Option(
        help: ArgumentHelp("Explain how the table gives a fault away, and do nothing else.", valueName: "fault"),
        completion: .list(Fault.allCases.map(\.rawValue)))
    var solution: String?
    @Option(help: "Draw the error against the step into a file that ends in .svg or .png.")
    var plot: String?
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        if let solution {
            Console.print(try Fault(named: solution).solution)
            return
        }
        let registry = try Standard.registry()
        let configuration = try options.layered(registry).configuration
        let test = GradientTest(
            try check(configuration), dimensions: dimensions, fault: try inject.map { try Fault(named: $0) })
        if all {
            try survey(test.check, configuration, registry)
        } else {
            try await checkOne(test, configuration, registry)
        }
    }

    private func check(_ configuration: RunConfiguration) throws -> GradientCheck {
        guard let method = GradientCheck.Method(rawValue: method) else {
            throw LabError.unknown("method", method, choices: GradientCheck.Method.allCases.map(\.rawValue))
        }
        return try GradientCheck(
            method: method, steps: steps?.values, floor: floor, tolerance: tolerance, samples: samples,
            seed: configuration.seed)
    }

    private func checkOne(_ test: GradientTest, _ configuration: RunConfiguration, _ registry: Registry) async throws {
        var progress = ProgressLine(total: 0, mode: .quiet)
        func show(_ done: Int, _ total: Int) {
            if done == 0 { progress = ProgressLine(total: total, mode: output.quiet ? .quiet : .automatic) }
            progress.update(step: done, fields: [])
        }
        if let plot {
            let sweeps = try await test.errorsByStep(configuration, registry, progress: show)
            try await StepSweepFigure(sweeps, title: configuration.networkTitle).write(to: URL(fileURLWithPath: plot))
        }
        let report: GradientReport
        do {
            report = try await test.run(configuration, registry, progress: show)
        } catch {
            progress.finish()
            throw error
        }
        progress.finish()
        if output.json {
            Console.print(try JSONText.encode(GradientListing(report, configuration)))
        } else {
            Console.print(GradientText(report, configuration).text)
        }
        if let plot, !output.quiet { Console.note("plot: \(plot)") }
        try conclude(report)
    }

    private func conclude(_ report: GradientReport) throws {
        guard let tensor = report.firstToLookAt else { return }
        let failed = report.tensors.filter { !$0.passed(report.check) }.map(\.name)
        throw LabError(
            .checkFailed,
            "\(failed.count) of \(report.tensors.count) tensors have wrong gradients: \(failed.joined(separator: ", ")). "
                + "Begin at \(tensor.name), the one nearest to the loss.")
    }

    private func survey(_ check: GradientCheck, _ configuration: RunConfiguration, _ registry: Registry) throws {
        guard inject == nil, plot == nil, dimensions == nil else {
            throw LabError.usage("--all takes its own networks: leave --inject, --plot and --dimensions out.")
        }
        var progress = ProgressLine(total: 0, mode: .quiet)
        let survey = GradientSurvey(registry, check, augmentation: configuration.augment, lambda: configuration.lambda)
        let cases = try survey.run { done, total in
            if done == 0 { progress = ProgressLine(total: total, mode: output.quiet ? .quiet : .automatic) }
            progress.update(step: done, fields: [])
            try Interruption.check()
        }
        progress.finish()
        Console.print(output.json ? try JSONText.encode(SurveyListing(cases, check)) : SurveyText(cases, check).text)
        let failed = cases.filter { !$0.passed }
        guard failed.isEmpty else {
            throw LabError(
                .checkFailed,
                "\(failed.count) of \(cases.count) networks have wrong gradients: "
                    + failed.map { "\($0.activation) \($0.placement) depth \($0.depth) (\($0.worstTensor))" }
                    .joined(separator: ", ") + ".")
        }
    }
}

/// A comma-separated list of steps.
struct Steps: ExpressibleByArgument {
    let values: [Double]

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else { return nil }
        values = numbers.compactMap { $0 }
    }
}

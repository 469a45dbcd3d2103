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
            with b, gamma and beta moved a little off theirs; dropout drops the same units in every pass. The relative \
            error of an entry is |a - n| / max(eps, |a| + |n|), a analytic, n numeric. --h is the step of the difference, \
            --floor is eps: two numbers, although published tables call both epsilon. An entry passes where its error is \
            at most --tolerance at one of the steps. Exit code 2 where one does not.

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
        help: ArgumentHelp("Steps of the difference, with commas. \(Steps.defaults)", valueName: "steps"))
    var steps: Steps?
    @Option(help: "centered, forward or complex.", completion: .list(GradientCheck.Method.allCases.map(\.rawValue)))
    var method = "centered"
    @Option(name: .customLong("floor"), help: "eps, the smallest denominator of the relative error.")
    var floor = 1e-3
    @Option(help: "The relative error that passes. (default: 1e-6; 1e-4 for forward differences)")
    var tolerance: Double?
    @Option(help: "Entries looked at in each tensor, drawn by --seed where it has more. (default: 100; all with --all)")
    var samples: Int?
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

    func validate() throws {
        if let plot, !plot.hasSuffix(".svg"), !plot.hasSuffix(".png") {
            throw ValidationError(
                "--plot is the name of a figure, which ends in .svg or .png, but '\(plot)' was given.")
        }
    }

    func run() async throws {
        if let solution {
            Console.print(try Fault(named: solution).solution)
            return
        }
        let registry = try options.plugins.registry()
        let configuration = try options.layered(registry).configuration
        let check = try check(configuration)
        if all {
            try survey(check, configuration, registry)
        } else {
            try await checkOne(check, configuration, registry)
        }
    }

    private func check(_ configuration: RunConfiguration) throws -> GradientCheck {
        guard let method = GradientCheck.Method(rawValue: method) else {
            throw LabError.unknown("method", method, choices: GradientCheck.Method.allCases.map(\.rawValue))
        }
        return try GradientCheck(
            method: method, steps: steps?.values, floor: floor, tolerance: tolerance,
            samples: samples ?? (all ? .max : 100), seed: configuration.seed)
    }

    private func checkOne(
        _ check: GradientCheck, _ configuration: RunConfiguration, _ registry: Registry
    ) async throws {
        let fault = try inject.map { try Fault(named: $0) }
        let test = try await GradientTest(configuration, registry, dimensions: dimensions, fault: fault)
        let (sweeps, report) = try output.withProgress { show in
            (try plot.map { _ in try test.errorsByStep(check, progress: show) }, try test.run(check, progress: show))
        }
        if let plot, let sweeps {
            try await StepSweepFigure(sweeps, title: configuration.networkTitle).write(to: URL(fileURLWithPath: plot))
        }
        Console.print(
            output.json
                ? try JSONText.encode(GradientListing(report, configuration, dimensions: dimensions, fault: fault))
                : GradientText(report: report, configuration: configuration, fault: fault).text)
        if let plot, !output.quiet { Console.note("plot: \(plot)") }
        try conclude(report, fault)
    }

    private func conclude(_ report: GradientReport, _ fault: Fault?) throws {
        guard let first = report.firstToLookAt else {
            if let fault, !output.quiet {
                Console.note("The fault \(fault.rawValue) changes no gradient by more than the tolerance here.")
            }
            return
        }
        let undecided = report.tensors.filter { $0.verdict == .undecided }.map(\.name)
        let differing = report.tensors.filter { ![.right, .undecided].contains($0.verdict) }.map(\.name)
        guard !differing.isEmpty else {
            throw LabError(
                .checkFailed,
                "No entry of \(undecided.joined(separator: ", ")) could be compared: at these steps every one meets a kink "
                    + "or is lost in rounding. Choose other steps with --h.")
        }
        throw LabError(
            .checkFailed,
            "\(differing.count) of \(report.tensors.count) tensors differ from their numeric gradients: "
                + "\(differing.joined(separator: ", ")). Begin at \(first.name), the nearest to the loss: its own gradient, "
                + "or what reaches it from the part behind.")
    }

    /// What a survey takes from the settings of a run; the networks are its own.
    private static let surveyed: Set = ["augment", "lambda", "seed", "init"]

    private func survey(_ check: GradientCheck, _ configuration: RunConfiguration, _ registry: Registry) throws {
        let unused =
            options.flags.keys.filter { !Self.surveyed.contains($0) }.sorted()
            + [
                ("preset", options.preset), ("config", options.config), ("inject", inject), ("plot", plot),
                ("dimensions", dimensions.map(String.init)),
            ].filter { $0.1 != nil }.map(\.0)
        guard unused.isEmpty else {
            throw LabError.usage(
                "--all checks networks of its own, so \(unused.map { "--" + $0.replacing("_", with: "-") }.joined(separator: ", ")) "
                    + "would do nothing; of a run's settings it takes --augment, --lambda, --seed and --init.")
        }
        let survey = GradientSurvey(
            registry, check, augmentation: configuration.augment, lambda: configuration.lambda,
            initializer: configuration.initializer)
        let cases = try output.withProgress { show in
            try survey.run { done, total in
                show(done, total)
                try Interruption.check()
            }
        }
        Console.print(output.json ? try JSONText.encode(SurveyListing(cases, check)) : SurveyText(cases, check).text)
        let failed = cases.filter { !$0.passed }
        guard failed.isEmpty else {
            throw LabError(
                .checkFailed,
                "\(failed.count) of \(cases.count) networks differ from their numeric gradients: "
                    + failed.map { "\($0.activation) \($0.placement) depth \($0.depth) (\($0.worstTensor))" }
                    .joined(separator: ", ") + ".")
        }
    }
}

/// A comma-separated list of steps.
struct Steps: ExpressibleByArgument {
    let values: [Double]

    /// The methods' own steps, for the help.
    static var defaults: String {
        let own = GradientCheck.Method.allCases.map { method in
            "\(method.rawValue) \(method.defaultSteps.map(\.short).joined(separator: ","))"
        }
        return "(default: \(own.joined(separator: "; ")))"
    }

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else { return nil }
        values = numbers.compactMap { $0 }
    }
}

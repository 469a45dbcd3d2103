extension ReportRow {
    /// Two, three and nine layers with and without batch norm, the search for lambda, and the initial weights.
    static func reportA(_ f: PublishedFigures) throws -> [ReportRow] {
        func row(
            _ experiment: String, _ published: Double, _ preset: String, _ overrides: [String: String] = [:],
            figure: String, note: String = "", reason: String = ""
        ) -> ReportRow {
            ReportRow(
                "A", experiment, published, .training(Recipe(preset, overrides), .test), figure: figure, note: note,
                reason: reason)
        }
        let two = "two layers"
        let depth = "three and nine layers"
        var rows = [
            ReportRow(
                "A", "gradient check, worst relative error with batch norm",
                try f.figure("A", "gradient_check", "worst_with_bn"), .gradients(.worstWithBatchNorm),
                note:
                    "the report's columns, 1e-5 to 1e-2, look like the floor of the denominator, not the step, as its errors fall "
                    + "as 1/eps; ours is the worst over these floors at step 1e-5"),
            row(
                "2 layers, lambda 0, 1 cycle", try f.figure("A", "two_layer", "0", "test"), "2-layer", ["lambda": "0"],
                figure: two),
            row("2 layers, lambda 0.01, 1 cycle", try f.figure("A", "two_layer", "1", "test"), "2-layer", figure: two),
            row(
                "2 layers, lambda 0.01, 3 cycles", try f.figure("A", "two_layer", "2", "test"), "2-layer-long",
                figure: two),
            row("3 layers, plain", try f.figure("A", "three_layer", "plain"), "3-layer", figure: depth),
            row("3 layers, batch norm", try f.figure("A", "three_layer", "batch_norm"), "3-layer-bn", figure: depth),
            row(
                "9 layers, plain", try f.figure("A", "nine_layer", "plain"), "9-layer", figure: depth,
                reason: plainDepth),
            ReportRow(
                "A", "lambda search, best lambda", try f.figure("A", "lambda_search", "best_lambda"),
                .search(.lambdaA, .best("lambda")), note: ReportSearch.lambdaA.note),
            ReportRow(
                "A", "lambda search, best validation", try f.figure("A", "lambda_search", "best_validation"),
                .search(.lambdaA, .validation), note: ReportSearch.lambdaA.note),
            row(
                "best lambda, 3 layers with batch norm", try f.figure("A", "best", "three_layer_bn"), "3-layer-bn-best",
                figure: "best lambda"),
            row(
                "best lambda, 9 layers with batch norm", try f.figure("A", "best", "nine_layer_bn"), "9-layer-bn",
                ["lambda": "0.0046", "cycles": "3"], figure: "best lambda"),
        ]
        for sigma in initialSigmas {
            rows += try [("bn", "with batch norm", "9-layer-bn"), ("plain", "plain", "9-layer")].map {
                key, name, preset in
                var settings = ["init": "normal:sigma=\(sigma)", "cycles": "3"]
                if key == "bn" { settings["batch_norm"] = "before:epsilon=1e-12" }
                return row(
                    "9 layers, sigma \(sigma), \(name)", try f.figure("A", "initialization", "sigma", sigma, key),
                    preset, settings, figure: "initialization, nine layers",
                    note: key == "bn"
                        ? "lambda and epsilon are not stated; 0.005 and 1e-12 are taken: \(epsilonNote)"
                        : "lambda is not stated; 0.005 is taken")
            }
        }
        return rows
    }

    /// The deviations of initial weights that the reports compare.
    static let initialSigmas = ["1e-1", "1e-3", "1e-4"]
    /// Why nine layers without batch norm differ from any published figure.
    static let plainDepth =
        "nine plain layers depend on the draw of the weights: our three seeds lie up to 7 points apart"
    private static let epsilonNote =
        "our default of 1e-5 is larger than the variances behind weights of 1e-4, so that the signal shrinks at each layer"
}

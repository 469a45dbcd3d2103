extension ReportRow {
    /// Three and nine layers with and without batch norm, the search for lambda, and the initial weights.
    static func reportC(_ f: PublishedFigures) throws -> [ReportRow] {
        let depths = [
            ("3 layers, plain", "three_layer", "plain", "3-layer"),
            ("3 layers, batch norm", "three_layer", "batch_norm", "3-layer-bn"),
            ("9 layers, plain", "nine_layer", "plain", "9-layer"),
            ("9 layers, batch norm", "nine_layer", "batch_norm", "9-layer-bn"),
        ]
        var rows = [
            ReportRow(
                "C", "overfitting check", nil, .overfitting(Recipe("3-layer-bn")),
                note: "100 images learned by heart; the loss must fall below 0.05")
        ]
        rows += try depths.map { name, part, key, preset in
            ReportRow(
                "C", name, try f.figure("C", part, key), .training(Recipe(preset), .test),
                figure: "three and nine layers", note: assumed,
                reason: preset == "9-layer" ? plainDepth : "")
        }
        rows += [
            ReportRow(
                "C", "lambda search, best lambda", try f.figure("C", "lambda_search", "best_lambda"),
                .search(.lambdaC, .best("lambda")), note: ReportSearch.lambdaC.note),
            ReportRow(
                "C", "best lambda, 3 cycles", try f.figure("C", "lambda_search", "test_after_3_cycles"),
                .training(Recipe("3-layer-bn", ["lambda": "0.0035", "cycles": "3"]), .test), figure: "best lambda",
                note: "the network and the step size are not stated; 3 layers with batch norm and 2250 are taken"),
        ]
        return rows
            + initialization(
                "C", "3 layers", ("3-layer", "3-layer-bn"), [:], figure: "initialization, three layers",
                note:
                    "network, lambda and rate are not stated, those of the three layers are taken; epsilon is our default, "
                    + "1e-5")
    }

    private static let assumed = "lambda and length are not stated; 0.005 and two cycles of step size 2250 are taken"
}

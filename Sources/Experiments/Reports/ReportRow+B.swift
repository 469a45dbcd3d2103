extension ReportRow {
    /// Losses at a constant rate, a search over a linear range, and the initial weights.
    static func reportB(_ f: PublishedFigures) throws -> [ReportRow] {
        let constant = ["schedule": "constant:eta=0.1"]
        let losses =
            [("3-layer", "3 layers, plain"), ("3-layer-bn", "3 layers, batch norm")]
            + [("9-layer", "9 layers, plain"), ("9-layer-bn", "9 layers, batch norm")]
        var rows = [ReportRow("B", "gradient check, worst relative error", nil, .gradients(.tenUnits))]
        rows += losses.map { preset, name in
            ReportRow(
                "B", "losses, \(name)", nil,
                .training(Recipe(preset, constant.merging(["lambda": "0", "epochs": "40"]) { $1 }), .test),
                figure: "losses at a constant rate of 0.1, lambda 0")
        }
        rows += [
            ReportRow(
                "B", "lambda search, best lambda", try f.figure("B", "lambda_search", "best_lambda"),
                .search(.lambdaB, .best("lambda")),
                note: ReportSearch.lambdaB.note),
            ReportRow(
                "B", "best lambda, 50 epochs", try f.figure("B", "lambda_search", "test_after_50_epochs"),
                .training(
                    Recipe("3-layer-bn", constant.merging(["lambda": "0.0696", "epochs": "50"]) { $1 }), .test),
                note: "network and rate are not stated; those of the report's losses are taken",
                reason:
                    "at this lambda and a constant rate the last step decides: from epoch to epoch the accuracy of our runs "
                    + "moves between 31 and 39 % on validation, and a falling rate gives 50 %"),
        ]
        return rows
            + initialization(
                "B", "3 layers", ("3-layer", "3-layer-bn"), ["lambda": "7.5e-6", "epochs": "20"],
                figure: "initialization, three layers",
                note: "the rate is not stated, the cyclical one is taken; epsilon is our default, 1e-5")
    }

    /// Trainings from normal weights of several deviations, with and without batch norm, of which curves were published.
    static func initialization(
        _ report: String, _ network: String, _ presets: (plain: String, batchNorm: String),
        _ settings: [String: String], figure: String, note: String
    ) -> [ReportRow] {
        initialSigmas.flatMap { sigma in
            [("plain", presets.plain), ("batch norm", presets.batchNorm)].map { name, preset in
                ReportRow(
                    report, "\(network), sigma \(sigma), \(name)", nil,
                    .training(Recipe(preset, settings.merging(["init": "normal:sigma=\(sigma)"]) { $1 }), .test),
                    figure: figure, note: note)
            }
        }
    }
}

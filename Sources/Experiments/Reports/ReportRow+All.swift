import Platform

extension ReportRow {
    /// Every row of the chosen reports; `all` for the five.
    ///
    /// - Throws: ``LabError`` of kind `usage` for a letter that is none.
    public static func rows(_ report: String = "all") throws -> [ReportRow] {
        let letter = report.uppercased()
        guard letter == "ALL" || PublishedFigures.reports.contains(letter) else {
            throw LabError.unknown("report", report, choices: PublishedFigures.reports + ["all"])
        }
        let figures = try PublishedFigures()
        let all = try [reportA, reportB, reportC, reportD, reportE].flatMap { try $0(figures) }
        return letter == "ALL" ? all : all.filter { $0.report == letter }
    }

    private static func recipe(
        _ report: String, _ experiment: String, _ published: Double?, _ preset: String,
        _ overrides: [String: String] = [:],
        note: String = ""
    ) -> ReportRow {
        ReportRow(
            report: report, experiment: experiment, kind: .fixedRecipe, preset: "coursework/\(preset)",
            overrides: overrides, published: published, note: note)
    }

    private static func other(
        _ report: String, _ experiment: String, _ published: Double?, _ kind: Kind, _ note: String
    ) -> ReportRow {
        ReportRow(
            report: report, experiment: experiment, kind: kind, preset: nil, overrides: [:], published: published,
            note: note)
    }

    private static let gradients = "layerlab check-gradients"
    private static let lambdaSearch = "layerlab search --preset coursework/3-layer-bn --search lambda="

    private static func reportA(_ f: PublishedFigures) throws -> [ReportRow] {
        let three = [("plain", "3-layer"), ("batch_norm", "3-layer-bn")]
        var rows = [
            other(
                "A", "gradient check, worst with batch norm", try f.figure("A", "gradient_check", "worst_with_bn"),
                .qualitative, "\(gradients) --all"),
            recipe(
                "A", "2 layers, lambda 0, 1 cycle", try f.figure("A", "two_layer", "0", "test"), "2-layer",
                ["lambda": "0"]),
            recipe("A", "2 layers, lambda 0.01, 1 cycle", try f.figure("A", "two_layer", "1", "test"), "2-layer"),
            recipe("A", "2 layers, lambda 0.01, 3 cycles", try f.figure("A", "two_layer", "2", "test"), "2-layer-long"),
        ]
        rows += try three.map { key, preset in
            recipe("A", "3 layers, \(key)", try f.figure("A", "three_layer", key), preset)
        }
        rows += [
            recipe("A", "9 layers, plain", try f.figure("A", "nine_layer", "plain"), "9-layer"),
            other(
                "A", "lambda search, best lambda", try f.figure("A", "lambda_search", "best_lambda"), .search,
                "\(lambdaSearch)log-grid:1e-5..1e-1:9"),
            other(
                "A", "lambda search, best validation", try f.figure("A", "lambda_search", "best_validation"), .search,
                "\(lambdaSearch)log-grid:1e-3..1e-1:11"),
            recipe(
                "A", "best lambda, 3 layers with batch norm", try f.figure("A", "best", "three_layer_bn"),
                "3-layer-bn-best"),
            recipe(
                "A", "best lambda, 9 layers with batch norm", try f.figure("A", "best", "nine_layer_bn"), "9-layer-bn",
                ["lambda": "0.0046", "cycles": "3"]),
        ]
        for sigma in ["1e-1", "1e-3", "1e-4"] {
            for (key, preset) in [("bn", "9-layer-bn"), ("plain", "9-layer")] {
                rows.append(
                    recipe(
                        "A", "9 layers, sigma \(sigma), \(key)",
                        try f.figure("A", "initialization", "sigma", sigma, key), preset,
                        ["init": "normal:sigma=\(sigma)", "cycles": "3"], note: "lambda is not stated; 0.005 is taken"))
            }
        }
        return rows
    }

    private static func reportB(_ f: PublishedFigures) throws -> [ReportRow] {
        [
            other("B", "gradient check", nil, .qualitative, "\(gradients) --dataset cifar10 --hidden 10"),
            other(
                "B", "losses of 3 and 9 layers with and without batch norm", nil, .qualitative,
                "curves only; layerlab train --schedule constant:eta=0.1 --epochs 40 --lambda 0"),
            other(
                "B", "lambda search, best lambda", try f.figure("B", "lambda_search", "best_lambda"), .search,
                "\(lambdaSearch)log:1e-5..1e-1 --samples 10 --search-epochs 10"),
            recipe(
                "B", "best lambda, 50 epochs", try f.figure("B", "lambda_search", "test_after_50_epochs"), "3-layer-bn",
                ["lambda": "0.0696", "epochs": "50", "schedule": "constant:eta=0.1"],
                note: "the network and the rate are not stated; those of the report's losses are taken"),
            other(
                "B", "initialization", nil, .qualitative,
                "curves only; layerlab train --init normal:sigma=1e-3 --lambda 7.5e-6 --epochs 20"),
        ]
    }

    private static func reportC(_ f: PublishedFigures) throws -> [ReportRow] {
        [
            other("C", "overfitting check", nil, .qualitative, "layerlab sanity"),
            recipe("C", "3 layers, plain", try f.figure("C", "three_layer", "plain"), "3-layer"),
            recipe("C", "3 layers, batch norm", try f.figure("C", "three_layer", "batch_norm"), "3-layer-bn"),
            recipe("C", "9 layers, plain", try f.figure("C", "nine_layer", "plain"), "9-layer"),
            recipe("C", "9 layers, batch norm", try f.figure("C", "nine_layer", "batch_norm"), "9-layer-bn"),
            other(
                "C", "lambda search, best lambda", try f.figure("C", "lambda_search", "best_lambda"), .search,
                "\(lambdaSearch)log:1e-5..1e-1 --samples 60 --fine lambda=log:1e-3..1e-2"),
            recipe(
                "C", "best lambda, 3 cycles", try f.figure("C", "lambda_search", "test_after_3_cycles"), "3-layer-bn",
                ["lambda": "0.0035", "cycles": "3"]),
            other("C", "initialization", nil, .qualitative, "no figures; see the rows of A"),
        ]
    }

    private static func reportD(_ f: PublishedFigures) throws -> [ReportRow] {
        var rows = try f.table("D", "gradient_check_mean_abs_difference").map { tensor, value in
            other(
                "D", "gradient check, mean absolute difference of \(tensor)", value, .qualitative,
                "\(gradients) --dataset cifar10 --hidden 50")
        }
        rows += [
            recipe("D", "2 layers, 1 cycle", try f.figure("D", "small", "0", "test"), "2-layer"),
            recipe("D", "2 layers, 3 cycles", try f.figure("D", "small", "1", "test"), "2-layer-long"),
        ]
        for (stage, epochs) in [("coarse", "8"), ("fine", "12")] {
            rows += try f.table("D", stage, "test").map { lambda, value in
                recipe(
                    "D", "\(stage), lambda \(lambda)", value, "2-layer",
                    ["lambda": lambda, "epochs": epochs, "validation": "5000", "step_size": "900"])
            }
        }
        return rows + [recipe("D", "best lambda, 49,000 images", try f.figure("D", "best", "test"), "2-layer-best")]
    }

    private static func reportE(_ f: PublishedFigures) throws -> [ReportRow] {
        let changes = [
            (
                "batch norm after the activation", "batch_norm_after_activation",
                ["batch_norm": "after:factor=0.99,affine=false"], ""
            ),
            (
                "input noise", "input_noise_as_fraction_of_batch_deviation", ["augment": "gaussian_noise"],
                "the fraction is not stated; 0.1 is taken"
            ),
            ("leaky ReLU", "leaky_relu_0.01", ["activation": "leaky_relu:slope=0.01"], ""),
            ("ELU", "elu_0.01", ["activation": "elu:alpha=0.01"], ""),
        ]
        var rows: [ReportRow] = []
        for (name, key, settings, note) in changes {
            for pair in 0..<3 {
                rows.append(
                    recipe(
                        "E", "\(name), pair \(pair + 1)", try f.figure("E", key, String(pair)), "3-layer-bn-momentum",
                        settings.merging(try rates(f, pair)) { $1 }, note: note))
            }
        }
        for (key, hidden) in [("architecture_search_3", "85,35"), ("architecture_search_4", "95,90,75")] {
            rows.append(
                recipe(
                    "E", "architecture \(hidden)", try f.figure("E", key, "best", "test"), "3-layer-bn-momentum",
                    try rates(f, 0).merging(["hidden": hidden]) { $1 },
                    note: "the pair is not stated; the first is taken"))
        }
        return rows
            + (try f.table("E", "joint_search", "test").map { place, value in
                other(
                    "E", "joint search, number \(Int(place)! + 1)", value, .search,
                    "layerlab search --preset coursework/3-layer-bn-momentum --box 'eta=0.005..0.009; lambda=1e-6..1e-5' and the other boxes"
                )
            })
    }

    /// The settings of a published pair of rate and lambda.
    private static func rates(_ f: PublishedFigures, _ pair: Int) throws -> [String: String] {
        let eta = try f.figure("E", "pairs", String(pair), "0")
        return ["eta": "\(eta)", "lambda": "\(try f.figure("E", "pairs", String(pair), "1"))"]
    }
}

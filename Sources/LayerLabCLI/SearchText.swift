import LayerLab

/// A search in words: the three best, what was confirmed, how well early epochs foretold later ones.
enum SearchText {
    static func report(_ result: SearchResult) -> String {
        var parts = [best(result).text]
        parts.append(contentsOf: result.correlations.map(line))
        if !result.confirmations.isEmpty { parts.append(confirmation(result).text) }
        parts.append(
            result.testOpenings.isEmpty
                ? "The test split was never opened."
                : "The test split was opened \(result.testOpenings.count) time(s): "
                    + result.testOpenings.map(\.reason).joined(separator: "; "))
        return parts.joined(separator: "\n\n")
    }

    private static func best(_ result: SearchResult) -> TextTable {
        var table = TextTable(["trial", "values", "epochs", "validation"], alignRight: [2, 3])
        for trial in result.best {
            table.add([trial.name, trial.valuesText, String(trial.accuracies.count), trial.scoreText])
        }
        return table
    }

    private static func line(_ correlation: RungCorrelation) -> String {
        let epochs = "epochs \(correlation.from) and \(correlation.to)"
        guard let rho = correlation.spearman else {
            return
                "\(correlation.stage): no rank correlation (Spearman) of \(epochs), for want of three different trials"
        }
        return "\(correlation.stage): rank correlation (Spearman) of \(epochs) over \(correlation.trials) trials: "
            + rho.formatted(decimals: 2)
    }

    private static func confirmation(_ result: SearchResult) -> TextTable {
        var table = TextTable(["trial", "seeds", "epochs", "test"], alignRight: [1, 2, 3])
        for trial in result.best {
            let runs = result.confirmations.filter { $0.trial == trial.name }
            guard let epochs = runs.first?.epochs else { continue }
            table.add([
                trial.name, String(runs.count), String(epochs),
                Sample(runs.map { 100 * $0.testAccuracy }).text,
            ])
        }
        return table
    }
}

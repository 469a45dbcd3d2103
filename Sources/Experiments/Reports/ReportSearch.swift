import Components
import Data
import Foundation
import Platform

/// A search of the published reports, run again.
package struct ReportSearch: Sendable {
    /// What a row takes from a search.
    package enum Finding: Sendable {
        /// The value of a setting in the best trial.
        case best(String)
        /// The validation accuracy of the best trial, in percent.
        case validation
        /// The test accuracy of one of the three best, retrained on all data.
        case confirmed(Int)
    }

    /// The letter of the report.
    package let report: String
    /// Its name, and that of its folder.
    package let name: String
    /// What it starts from.
    package let recipe: Recipe
    /// What is tried.
    package let plan: SearchPlan
    /// The length of the retraining on all data; nil for none.
    package let confirmationEpochs: Int?
    /// What is assumed.
    package let note: String

    private init(
        _ report: String, _ name: String, _ recipe: Recipe, confirmationEpochs: Int? = nil, note: String = "",
        _ make: (inout SearchPlan) -> Void
    ) {
        var plan = SearchPlan()
        make(&plan)
        (self.report, self.name, self.recipe, self.plan) = (report, "\(report)-\(name)", recipe, plan)
        (self.confirmationEpochs, self.note) = (confirmationEpochs, note)
    }

    /// Report A: grids over the exponent, coarse from -5 to -1 by 0.5 and fine from -3 to -1 by 0.2.
    static let lambdaA = ReportSearch(
        "A", "lambda", Recipe("3-layer-bn"),
        note: "network and length of a trial are not stated; 3 layers with batch norm and two cycles are taken"
    ) { plan in
        (plan.search, plan.epochs) = (["lambda=log-grid:1e-5..1e-1:9"], 20)
        (plan.fine, plan.fineSamples, plan.fineEpochs) = (["lambda=log-grid:1e-3..1e-1:11"], 11, 20)
    }

    /// Report B: ten values drawn evenly, then ten between the two best.
    static let lambdaB = ReportSearch(
        "B", "lambda", Recipe("3-layer-bn", ["schedule": "constant:eta=0.1", "epochs": "10"]),
        note:
            "network and rate are not stated; those of the report's losses are taken, and ten fine trials. Lambda is drawn "
            + "evenly, as the report says: nine of ten draws are above 0.01"
    ) { plan in
        (plan.search, plan.samples, plan.epochs) = (["lambda=uniform:1e-5..1e-1"], 10, 10)
        (plan.best, plan.fineSamples, plan.fineEpochs) = (2, 10, 10)
    }

    /// Report C: sixty values drawn evenly in the exponent, then twenty in one decade.
    static let lambdaC = ReportSearch(
        "C", "lambda", Recipe("3-layer-bn", ["step_size": "900"]),
        note:
            "network and lengths are not stated; 3 layers with batch norm, step size 900, 8 epochs coarse and 12 fine, 20 fine "
            + "trials, even in the exponent, are taken"
    ) { plan in
        (plan.search, plan.samples, plan.epochs) = (["lambda=log:1e-5..1e-1"], 60, 8)
        (plan.fine, plan.fineSamples, plan.fineEpochs) = (["lambda=log:1e-3..1e-2"], 20, 12)
    }

    /// Report E: two hidden layers, every pair of sizes.
    static let architectures3 = ReportSearch(
        "E", "sizes-of-two", Recipe("3-layer-bn-momentum", firstPair),
        note: "rate and lambda are not stated; the first pair is taken"
    ) { plan in (plan.hidden, plan.epochs) = ("50..100:5,35..50:5", 10) }

    /// Report E: three hidden layers.
    static let architectures4 = ReportSearch(
        "E", "sizes-of-three", Recipe("3-layer-bn-momentum", firstPair),
        note: "rate and lambda are not stated, the first pair is taken; 44 of the 2310 networks are tried"
    ) { plan in (plan.hidden, plan.samples, plan.epochs) = ("50..100:5,30..95:5,20..90:5", 44, 10) }

    /// Report E: seven boxes of rate and lambda, the three best retrained on all data.
    static let joint = ReportSearch(
        "E", "joint", Recipe("3-layer-bn-momentum"), confirmationEpochs: 10,
        note: "the number of trials is not stated; five a box are taken"
    ) { plan in
        plan.boxes = [
            (0.005, 0.009, "1e-6..1e-5"), (0.015, 0.025, "1e-6..1e-5"), (0.05, 0.12, "1e-6..1e-5"),
            (0.004, 0.008, "1e-6..1e-4"), (0.01, 0.04, "1e-6..1e-4"), (0.004, 0.008, "1e-5..1e-3"),
            (0.02, 0.04, "1e-4..1e-2"),
        ].map { "eta=log:\($0)..\($1); lambda=log:\($2)" }
        (plan.samples, plan.epochs) = (35, 10)
    }

    private static let firstPair = ["eta": "0.034875895633392565", "lambda": "1e-5"]

    /// What a search was asked for, from what, and what is known of it in its folder.
    struct Start {
        let base: RunConfiguration
        let folder: URL
        let found: SearchResult
    }

    /// Opens the folder of the search among those of its kind.
    ///
    /// - Throws: ``LabError`` where another search is there, or something damaged.
    func start(_ registry: Registry, in parent: URL, isQuick: Bool, flags: [String: String]) throws -> Start {
        let base = try recipe.configuration(registry, isQuick: isQuick, flags: flags)
        var plan = isQuick ? plan.quick : plan
        plan.configuration = base.placelessYAML
        let folder = parent.appendingPathComponent(isQuick ? "\(name)-quick" : name)
        return Start(base: base, folder: folder, found: try SearchResult.open(folder, plan))
    }

    /// Runs the search, or goes on with it; the test split is sealed until its end.
    ///
    /// - Parameter seeds: how many times the best are retrained, where they are.
    func run(
        _ start: Start, _ registry: Registry, seeds: Int, isQuick: Bool, say: @escaping (String) -> Void
    ) async throws -> SearchResult {
        let data = try SealedData(await DataLibrary.load(start.base.dataRequest))
        let (base, folder, plan) = (start.base, start.folder, start.found.plan)
        let say = { [name] (line: String) in say("\(name)  \(line)") }
        try start.found.write(to: folder)
        var search = Search(
            start.found, FolderTrials(base, registry, data, in: folder), save: { try $0.write(to: folder) }, say: say)
        var result = try search.run(plan.coarseSpace(), fine: plan.fineSpace())
        if let confirmationEpochs {
            try result.confirm(
                base, registry, data, epochs: isQuick ? 1 : confirmationEpochs, seeds: seeds, in: folder, say: say)
        }
        return result
    }
}

extension SearchPlan {
    /// Three trials of an epoch in each stage: shows that all is in order, and no figure.
    fileprivate var quick: SearchPlan {
        var plan = self
        (plan.samples, plan.epochs, plan.fineEpochs, plan.fineSamples) = (3, 1, 1, min(fineSamples, 2))
        return plan
    }
}

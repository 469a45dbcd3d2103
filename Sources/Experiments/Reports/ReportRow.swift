import Components
import Platform

/// One published figure, and what gives ours.
package struct ReportRow: Sendable {
    /// What kind of experiment a figure comes from.
    package enum Kind: String, Sendable, Codable {
        /// One training whose settings are known.
        case fixedRecipe = "fixed recipe"
        /// One training of which some settings are assumed.
        case assumedRecipe = "recipe, in part assumed"
        /// A training that was published as a curve alone.
        case curve
        /// What a search has found.
        case search
        /// A check without a training.
        case check
    }

    /// What gives our figure.
    package enum Origin: Sendable {
        /// The accuracy of a training on a split, in percent.
        case training(Recipe, Split)
        /// What a search has found.
        case search(ReportSearch, ReportSearch.Finding)
        /// What a gradient check has found.
        case gradients(ReportGradients)
        /// Whether a network learns a few images by heart.
        case overfitting(Recipe)
    }

    /// Samples that an accuracy is measured on.
    package enum Split: String, Sendable, Codable {
        case training, validation, test
    }

    /// The letter of the report.
    package let report: String
    /// What was done.
    package let experiment: String
    /// The published figure: percent, or what the experiment names; nil where there is none.
    package let published: Double?
    /// The published figure as it is printed; nil for the number.
    package var publishedText: String?
    /// What gives ours.
    package let origin: Origin
    /// The figure of the report that its curves belong to; nil for none.
    package var figure: String?
    /// What is assumed.
    package var note = ""
    /// Why ours differs, where that is known.
    package var reason = ""

    /// A row; see the properties.
    init(
        _ report: String, _ experiment: String, _ published: Double?, _ origin: Origin, figure: String? = nil,
        note: String = "", reason: String = ""
    ) {
        (self.report, self.experiment, self.published, self.origin) = (report, experiment, published, origin)
        (self.figure, self.note, self.reason) = (figure, note, reason)
    }

    /// What kind of experiment it is.
    package var kind: Kind {
        switch origin {
        case .training: published == nil ? .curve : note.isEmpty ? .fixedRecipe : .assumedRecipe
        case .search: .search
        case .gradients, .overfitting: .check
        }
    }

    /// Whether it is an accuracy in percent, so that a difference in points means something.
    package var isAccuracy: Bool {
        switch origin {
        case .training, .search(_, .validation), .search(_, .confirmed): true
        case .search(_, .best), .gradients, .overfitting: false
        }
    }

    /// Whether it is the test accuracy of a training.
    package var isOfTest: Bool {
        if case .training(_, .test) = origin { true } else { false }
    }

    /// The training that it is a figure of; nil for other experiments.
    package var recipe: Recipe? {
        if case .training(let recipe, _) = origin { recipe } else { nil }
    }

    /// Every row of the chosen reports; `all` for the five.
    ///
    /// - Throws: ``LabError`` of kind `usage` for a letter that is none.
    package static func rows(_ report: String = "all") throws -> [ReportRow] {
        let letter = report.uppercased()
        guard letter == "ALL" || PublishedFigures.reports.contains(letter) else {
            throw LabError.unknown("report", report, choices: PublishedFigures.reports + ["all"])
        }
        let figures = try PublishedFigures()
        let all = try [reportA, reportB, reportC, reportD, reportE].flatMap { try $0(figures) }
        return letter == "ALL" ? all : all.filter { $0.report == letter }
    }
}

/// Settings of a training over those of a preset.
package struct Recipe: Sendable {
    /// The preset, one of the coursework's.
    package let preset: String
    /// Settings over the preset.
    package let overrides: [String: String]

    init(_ preset: String, _ overrides: [String: String] = [:]) {
        (self.preset, self.overrides) = ("coursework/\(preset)", overrides)
    }

    /// The resolved configuration.
    ///
    /// - Parameters:
    ///   - isQuick: two epochs, which shows that all is in order and no figure.
    ///   - flags: settings over all recipes, such as `data_dir`.
    package func configuration(
        _ registry: Registry, seed: UInt64 = 1, isQuick: Bool = false, flags: [String: String] = [:]
    ) throws -> RunConfiguration {
        let layers = [
            try Preset.named(preset).layer(), try ConfigurationLayer(source: "report", overrides),
            try ConfigurationLayer(source: "flag", flags.merging(["seed": String(seed)]) { $1 }),
        ]
        let full = try LayeredConfiguration(layers, registry: registry).configuration
        return isQuick ? try full.quick(registry) : full
    }
}

extension RunConfiguration {
    /// The configuration at two epochs, with a rate that rises and falls once where it is cyclical.
    fileprivate func quick(_ registry: Registry) throws -> RunConfiguration {
        var result = self
        (result.epochs, result.cycles, result.steps) = (2, nil, nil)
        if try registry.schedule(schedule).cycleLength != nil {
            result.scheduleOptions["step_size"] = validation == "batch2" ? "100" : "450"
        }
        return try result.resolved(with: registry)
    }
}

import Components
import Platform

/// One published figure, and the configuration that should give it.
public struct ReportRow: Sendable, Codable, Equatable {
    /// What kind of experiment the figure comes from.
    public enum Kind: String, Sendable, Codable {
        /// One training whose settings are all known.
        case fixedRecipe = "fixed recipe"
        /// The best of a search.
        case search
        /// A picture or a statement, or a check without a training.
        case qualitative
    }

    /// The letter of the report.
    public let report: String
    /// What was done.
    public let experiment: String
    /// What kind of experiment it is.
    public let kind: Kind
    /// The preset; nil for rows that are not one training.
    public let preset: String?
    /// Settings over the preset.
    public let overrides: [String: String]
    /// The published test accuracy in percent, or the figure that the experiment names; nil where there is none.
    public let published: Double?
    /// What is assumed, or how the row can be made.
    public let note: String

    /// The resolved configuration of a fixed recipe.
    ///
    /// - Throws: ``LabError`` of kind `usage` for a row that is not one training.
    public func configuration(
        _ registry: Registry, seed: UInt64 = 1, isQuick: Bool = false, flags: [String: String] = [:]
    ) throws -> RunConfiguration {
        guard let preset else { throw LabError.usage("\(report), \(experiment) is not one training: \(note)") }
        let layers = [
            try Preset.named(preset).layer(), try ConfigurationLayer(source: "report \(report)", overrides),
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

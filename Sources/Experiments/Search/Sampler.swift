import Platform

/// Who chooses the points of a search.
public enum Sampler: String, Sendable, Codable {
    /// They are drawn beforehand, or are those of a grid.
    case random
    /// Tree-structured Parzen estimator (Bergstra and others 2011), by Optuna.
    case tpe
    /// Covariance matrix adaptation evolution strategy (Hansen and Ostermeier 2001), by Optuna.
    case cmaes
    /// A program that speaks ``AskTell`` over standard input and output.
    case outside = "ask-tell"

    /// What can be chosen by name.
    public static let names = [Sampler.random, .tpe, .cmaes].map(\.rawValue)

    /// The sampler of a name.
    ///
    /// - Throws: ``LabError`` of kind `usage` that lists the names.
    public init(named name: String) throws {
        guard Sampler.names.contains(name), let sampler = Sampler(rawValue: name) else {
            throw LabError.unknown("sampler", name, choices: Sampler.names)
        }
        self = sampler
    }

    /// Whether each point depends on what came of those before.
    public var isSequential: Bool { self != .random }

    /// How it is asked for.
    var flag: String { self == .outside ? "--ask-tell" : "--sampler \(rawValue)" }

    /// Checks that a space is one that it can search.
    ///
    /// - Throws: ``LabError`` of kind `usage` that names the box or the setting.
    public func check(_ space: SearchSpace) throws {
        guard self == .cmaes else { return }
        guard space.boxes.count == 1 else {
            throw LabError.usage(
                "--sampler cmaes searches one box, but there are \(space.boxes.count); give one, or use --sampler tpe.")
        }
        for dimension in space.boxes.joined() {
            guard case .list(let texts) = dimension.values, texts.contains(where: { Double($0) == nil }) else {
                continue
            }
            throw LabError.usage(
                "--sampler cmaes needs numbers, but \(dimension.key) is one of \(texts.count) texts such as '\(texts[0])'; use "
                    + "--sampler tpe.")
        }
    }
}

/// Who chooses the points of a search.
public enum Sampler: String, Sendable, Codable {
    /// They are drawn beforehand, or are those of a grid.
    case random
    /// A program that speaks ``AskTell`` over standard input and output.
    case outside = "ask-tell"

    /// Whether each point depends on what came of those before.
    public var isSequential: Bool { self != .random }

    /// How it is asked for.
    var flag: String { self == .outside ? "--ask-tell" : "--sampler \(rawValue)" }
}

import Components

/// One thing that can be explained: a setting, a component or a term of the subject.
public struct Topic: Sendable, Encodable {
    /// What a topic is.
    public enum Kind: String, Sendable, Encodable {
        /// A setting of a run.
        case key
        /// A component that is chosen by its name.
        case component
        /// A term of the subject.
        case term
    }

    /// The name, lower_snake; with the kind of component before it where several kinds have the name.
    public let name: String
    /// Other names.
    public let aliases: [String]
    /// What it is.
    public let kind: Kind
    /// The section of the key, the kind of the component or the title of the term's chapter: where a list has it.
    public let group: String
    /// What it is or does, in a line.
    public let summary: String
    /// The formula in plain text; nil where there is none to give.
    public let formula: String?
    /// Where it comes from; nil where it has no source of its own.
    public let source: String?
    /// The shapes of what stands in the formula.
    public let shapes: String?
    /// Paths in the repository, the nearest first; empty for a component of a plugin.
    public let code: [String]
    /// The chapter of the tutorials that teaches it.
    public let chapter: Chapter
    /// Names of other topics.
    public let related: [String]
    /// How it is chosen on the command line: `--lambda 0.0`; nil for a term.
    public let usage: String?
    /// What the record of a key says of it; nil where the summary does.
    public let setting: String?
    /// What a key may be.
    public let expectation: String?
    /// The component that `layerlab describe` draws; nil where there is none.
    public let describes: String?
}

/// A chapter of the tutorials.
public struct Chapter: Sendable, Encodable, Equatable {
    /// Its number, from 0.
    public let number: Int
    /// What it is about.
    public let title: String
    /// Its file in the repository.
    public let file: String

    private init(_ number: Int, _ title: String, _ name: String) {
        self.number = number
        self.title = title
        file = "Tutorials/\(number < 10 ? "0" : "")\(number)-\(name).md"
    }

    /// Every chapter, in order.
    public static let all = [
        Chapter(0, "set-up and first network", "first-network"),
        Chapter(1, "data and im2vec", "data"),
        Chapter(2, "forward, loss, cost", "forward"),
        Chapter(3, "backward and checking gradients", "backward"),
        Chapter(4, "learning rates and cycles", "learning-rates"),
        Chapter(5, "regularization and coarse-to-fine search", "regularization"),
        Chapter(6, "depth and batch normalization", "depth"),
        Chapter(7, "placement, activations and noise", "ablation"),
        Chapter(8, "your own plugin", "plugins"),
        Chapter(9, "inside the C core", "kernels"),
        Chapter(10, "getting the most out of a network", "ensembles"),
    ]
}

extension ComponentKind {
    /// The setting of a run that chooses a component of this kind.
    public var key: ConfigurationKey? {
        switch self {
        case .placement: .named("batch_norm")
        case .initializer: .named("init")
        case .augmentation: .named("augment")
        case .preprocessing: .named("normalize")
        default: .named(rawValue)
        }
    }
}

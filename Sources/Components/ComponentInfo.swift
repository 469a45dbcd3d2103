/// What a component is for: the kinds that can be chosen by name.
public enum ComponentKind: String, Sendable, CaseIterable {
    /// An elementwise non-linearity.
    case activation
    /// Where batch normalisation stands.
    case placement
    /// The learning rate over the steps.
    case schedule
    /// The distribution of the initial weights.
    case initializer
    /// The rule that turns gradients into updates.
    case optimizer
    /// A random change of the training samples.
    case augmentation
    /// What the scores of training samples are held against.
    case loss
    /// What is done to raw values before the network sees them.
    case preprocessing
}

/// The record of one component, from which the lists, the help, the documentation and the contract tests are made.
public struct ComponentInfo: Sendable {
    /// What it is for.
    public let kind: ComponentKind
    /// The name on the command line, lower_snake.
    public let name: String
    /// Other names it answers to.
    public let aliases: [String]
    /// One line that says what it is.
    public let summary: String
    /// The formula, in plain text.
    public let formula: String
    /// Where it comes from: paper or course section.
    public let source: String
    /// What can be set behind the colon, in order.
    public let parameters: [ParameterInfo]

    /// Makes a record.
    public init(
        _ kind: ComponentKind, _ name: String, aliases: [String] = [], summary: String, formula: String,
        source: String, parameters: [ParameterInfo] = []
    ) {
        self.kind = kind
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.formula = formula
        self.source = source
        self.parameters = parameters
    }
}

/// One number or switch of a component: its name, its default and what it may be.
public struct ParameterInfo: Sendable {
    /// What values a parameter takes.
    public enum Domain: Sendable {
        /// A real number within bounds.
        case number(ClosedRange<Double>)
        /// A whole number within bounds.
        case integer(ClosedRange<Int>)
        /// true or false.
        case flag
    }

    /// The name before the equals sign, lower_snake.
    public let name: String
    /// What it may be.
    public let domain: Domain
    /// Its value where it is not given, 0 or 1 for flags; nil where it must be given.
    public let defaultValue: Double?
    /// One line that says what it does, with its unit.
    public let summary: String

    /// A real number.
    public static func number(
        _ name: String, default value: Double?, in range: ClosedRange<Double>, _ summary: String
    ) -> ParameterInfo {
        ParameterInfo(name: name, domain: .number(range), defaultValue: value, summary: summary)
    }

    /// A whole number.
    public static func integer(
        _ name: String, default value: Int?, in range: ClosedRange<Int>, _ summary: String
    ) -> ParameterInfo {
        ParameterInfo(name: name, domain: .integer(range), defaultValue: value.map(Double.init), summary: summary)
    }

    /// A switch.
    public static func flag(_ name: String, default value: Bool, _ summary: String) -> ParameterInfo {
        ParameterInfo(name: name, domain: .flag, defaultValue: value ? 1 : 0, summary: summary)
    }

    /// What it may be, as text: `a number in 0 ... 1`.
    public var expectation: String {
        switch domain {
        case .number(let range):
            "a number in \(ParameterInfo.text(range.lowerBound)) ... \(ParameterInfo.text(range.upperBound))"
        case .integer(let range): "a whole number in \(range.lowerBound) ... \(range.upperBound)"
        case .flag: "true or false"
        }
    }

    /// A value in the spelling of the command line.
    public func text(_ value: Double) -> String {
        if case .flag = domain { return value != 0 ? "true" : "false" }
        return ParameterInfo.text(value)
    }

    /// Reads a value, nil where it is not what the domain asks for.
    func parse(_ text: String) -> Double? {
        switch domain {
        case .number(let range): Double(text).flatMap { range.contains($0) ? $0 : nil }
        case .integer(let range): Int(text).flatMap { range.contains($0) ? Double($0) : nil }
        case .flag: ["true": 1, "false": 0][text]
        }
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }
}

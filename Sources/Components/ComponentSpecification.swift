import Platform

/// A component as the command line names it: `leaky_relu`, `leaky_relu:slope=0.01`, `normal:0.001`.
///
/// Behind the colon stand options separated by commas; one without a name sets the parameter at its position.
public struct ComponentSpecification: Sendable, Equatable {
    /// The name before the colon.
    public let name: String
    /// The options as given, in order; the key is nil for one without a name.
    public private(set) var options: [Option]

    /// One option: `key=value`, or a value alone.
    public struct Option: Sendable, Equatable {
        /// The name before the equals sign.
        public let key: String?
        /// The text behind it.
        public let value: String
    }

    /// Sets a named option, in place of one of the same name.
    public mutating func set(_ key: String, _ value: String) {
        options.removeAll { $0.key == key }
        options.append(Option(key: key, value: value))
    }

    /// The specification as text.
    public var text: String {
        let texts = options.map { option in option.key.map { "\($0)=\(option.value)" } ?? option.value }
        return texts.isEmpty ? name : "\(name):\(texts.joined(separator: ","))"
    }

    /// The specifications in a text of one component, or of several joined by `+`.
    package static func all(in text: String) -> [ComponentSpecification] {
        AugmentationChain.parts(of: text).map { ComponentSpecification($0) }
    }

    /// The names in a text of one component, or of several joined by `+`.
    public static func names(in text: String) -> [String] { all(in: text).map(\.name) }

    /// Reads a specification.
    public init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        options =
            parts.count < 2
            ? []
            : parts[1].split(separator: ",").map { option in
                let pair = option.split(separator: "=", maxSplits: 1).map(String.init)
                return pair.count == 2 ? Option(key: pair[0], value: pair[1]) : Option(key: nil, value: String(option))
            }
    }
}

/// The values of a component's parameters, complete and checked against its record.
public struct ComponentOptions: Sendable {
    /// The record that the values belong to.
    public let info: ComponentInfo
    private var values: [String: Double]

    /// Fills in the defaults and checks every option.
    ///
    /// - Throws: ``LabError`` of kind `usage` that names the option, its value and what was expected.
    public init(_ info: ComponentInfo, _ specification: ComponentSpecification = ComponentSpecification("")) throws {
        self.info = info
        values = Dictionary(
            uniqueKeysWithValues: info.parameters.compactMap { p in p.defaultValue.map { (p.name, $0) } })
        var given: Set<String> = []
        for (position, option) in specification.options.enumerated() {
            let parameter = try ComponentOptions.parameter(option, at: position, of: info)
            guard given.insert(parameter.name).inserted else {
                throw LabError.usage(
                    "\(info.name): \(parameter.name) is given twice, again as '\(option.value)'; give it once.")
            }
            guard let value = parameter.parse(option.value) else {
                throw LabError.usage(
                    "\(info.name): \(parameter.name) is \(parameter.expectation), but '\(option.value)' was given.")
            }
            values[parameter.name] = value
        }
        if let missing = info.parameters.first(where: { values[$0.name] == nil }) {
            throw LabError.usage(
                "\(info.name) needs \(missing.name), \(missing.expectation): write \(info.name):\(missing.name)=VALUE.")
        }
    }

    /// The value of a number.
    public subscript(_ name: String) -> Double {
        guard let value = values[name] else { preconditionFailure("\(info.name) declares no parameter '\(name)'.") }
        return value
    }

    /// The value of a whole number.
    public func integer(_ name: String) -> Int { Int(self[name]) }

    /// The value of a switch.
    public func flag(_ name: String) -> Bool { self[name] != 0 }

    /// The component with every value written out: `leaky_relu:slope=0.01`.
    public var resolved: String {
        let options = info.parameters.map { "\($0.name)=\($0.text(self[$0.name]))" }
        return options.isEmpty ? info.name : "\(info.name):\(options.joined(separator: ","))"
    }

    private static func parameter(
        _ option: ComponentSpecification.Option, at position: Int, of info: ComponentInfo
    ) throws -> ParameterInfo {
        guard let key = option.key else {
            if position < info.parameters.count { return info.parameters[position] }
            throw LabError.usage("\(info.name) takes no option '\(option.value)'. \(info.optionsHelp)")
        }
        if let parameter = info.parameters.first(where: { $0.name == key }) { return parameter }
        guard !info.parameters.isEmpty else {
            throw LabError.usage("\(info.name) takes no options, but '\(key)' was given.")
        }
        throw LabError.unknown("option of \(info.name)", key, choices: info.parameters.map(\.name))
    }
}

extension ComponentInfo {
    /// What can stand behind the colon, as a sentence.
    var optionsHelp: String {
        parameters.isEmpty
            ? "It has no options."
            : "Its options: " + parameters.map { "\($0.name) (\($0.expectation))" }.joined(separator: ", ") + "."
    }
}

import CPluginABI
import Components
import Platform

/// One component of a plugin: its record, and what it takes to make it.
struct PluginComponent: @unchecked Sendable {
    /// The plugin that it is in.
    let file: PluginFile
    /// Its own description.
    let description: layerlab_component
    /// The record that lists, help and tests read.
    let info: ComponentInfo

    /// Every component of a plugin.
    ///
    /// - Throws: ``LabError`` of kind `badData` that names what is wrong with which one.
    static func all(of file: PluginFile) throws -> [PluginComponent] {
        let count = Int(file.description.component_count)
        guard count > 0, let first = file.description.components else {
            throw LabError.badData("\(file.path): it has no components; list them in .components.")
        }
        return try elements(first, count, "layerlab_component", owner: file.path).map {
            try PluginComponent(file, $0)
        }
    }

    private init(_ file: PluginFile, _ description: layerlab_component) throws {
        self.file = file
        self.description = description
        let name = try PluginTexts(owner: "\(file.path): a component").name(description.name)
        let texts = PluginTexts(owner: "\(file.path): its component '\(name)'")
        info = ComponentInfo(
            try PluginComponent.kind(of: description, owner: texts.owner), name,
            summary: try texts.line(description.summary, "summary"),
            formula: try texts.line(description.formula, "formula"),
            source: try texts.line(description.source, "source"),
            parameters: try PluginComponent.parameters(of: description, owner: texts.owner))
    }

    /// The kind is that of the functions.
    private static func kind(of description: layerlab_component, owner: String) throws -> ComponentKind {
        let kinds: [(ComponentKind, Bool)] = [
            (.activation, description.activation != nil), (.augmentation, description.augmentation != nil),
            (.schedule, description.schedule != nil), (.initializer, description.initializer != nil),
            (.optimizer, description.optimizer != nil),
        ]
        let set = kinds.filter(\.1).map(\.0)
        guard set.count == 1 else {
            throw LabError.badData(
                "\(owner) has the functions of \(set.count) kinds; set exactly one of "
                    + ".activation, .augmentation, .schedule, .initializer and .optimizer.")
        }
        return set[0]
    }

    private static func parameters(of description: layerlab_component, owner: String) throws -> [ParameterInfo] {
        guard description.parameter_count > 0 else { return [] }
        guard let first = description.parameters else {
            throw LabError.badData(
                "\(owner) has \(description.parameter_count) parameters, but none are there; set .parameters.")
        }
        let parameters = try elements(first, Int(description.parameter_count), "layerlab_parameter", owner: owner)
            .map { try ParameterInfo($0, owner: owner) }
        for (i, parameter) in parameters.enumerated()
        where parameters[..<i].contains(where: { $0.name == parameter.name }) {
            throw LabError.badData("\(owner) has two parameters named '\(parameter.name)'; rename one.")
        }
        return parameters
    }

    /// The elements of an array whose elements begin with their size, which may be larger than this interface knows.
    private static func elements<T>(
        _ first: UnsafePointer<T>, _ count: Int, _ name: String, owner: String
    ) throws -> [T] {
        let start = UnsafeRawPointer(first)
        let size = start.load(as: UInt32.self)
        return try (0..<count).map { i in
            let element = start + i * Int(size)
            try PluginFile.check(size, of: T.self, name, in: owner)
            guard element.load(as: UInt32.self) == size else {
                throw LabError.badData(
                    "\(owner): its \(name) number \(i + 1) says another size than the first; "
                        + "set .size = sizeof(\(name)) in each.")
            }
            return element.load(as: T.self)
        }
    }
}

extension ParameterInfo {
    /// The record of a plugin's parameter.
    init(_ parameter: layerlab_parameter, owner: String) throws {
        let name = try PluginTexts(owner: "\(owner): a parameter").name(parameter.name)
        let place = "\(owner): its parameter '\(name)'"
        let summary = try PluginTexts(owner: place).line(parameter.summary, "summary")
        let (low, value, high) = (parameter.minimum, parameter.default_value, parameter.maximum)
        guard low.isFinite, high.isFinite, low <= value, value <= high else {
            throw LabError.badData(
                "\(place) has the default \(value) in \(low) ... \(high); choose finite bounds and a default between them."
            )
        }
        let whole = [low, value, high].compactMap { Int(exactly: $0) }
        switch Int32(bitPattern: parameter.domain) {
        case LAYERLAB_NUMBER: self = .number(name, default: value, in: low...high, summary)
        case LAYERLAB_INTEGER where whole.count == 3:
            self = .integer(name, default: whole[1], in: whole[0]...whole[2], summary)
        case LAYERLAB_INTEGER:
            throw LabError.badData(
                "\(place) is an integer, but \(low), \(value), \(high) are not all whole; round them.")
        case LAYERLAB_FLAG where low == 0 && high == 1 && whole.count == 3:
            self = .flag(name, default: value == 1, summary)
        case LAYERLAB_FLAG:
            throw LabError.badData(
                "\(place) is a flag, so its minimum is 0, its maximum 1 and its default one of them.")
        default:
            throw LabError.badData(
                "\(place) has the domain \(parameter.domain); use LAYERLAB_NUMBER, LAYERLAB_INTEGER or LAYERLAB_FLAG.")
        }
    }
}

import Components

extension RunConfiguration {
    /// The network and its data in a line: what a figure or a table was made of.
    ///
    /// Components stand without their options, which the configuration itself has.
    public var networkTitle: String { networkTitle(without: []) }

    /// The same without some settings, in which several runs differ.
    public func networkTitle(without keys: Set<String>) -> String {
        let layers = hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: ",")
        let parts = [
            ("dataset", dataset), ("hidden", "hidden \(layers)"),
            ("batch_norm", "batch norm \(batchNorm.prefix { $0 != ":" })"),
            ("activation", String(activation.prefix { $0 != ":" })), ("lambda", "lambda \(lambda)"),
            ("seed", "seed \(seed)"),
        ]
        return parts.filter { !keys.contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}

extension Array where Element == RunConfiguration {
    /// The settings in which they differ and which change a result, the seed apart, in their usual order.
    public var differingKeys: [String] {
        ConfigurationKey.all.filter { key in
            [.rounding, .result].contains(key.effect) && Set(map(key.text)).count > 1
        }.map(\.name)
    }

    /// What distinguishes each from the others, as short as it can be told; runs that differ in the seed alone have the
    /// same label, and where all do, it is empty.
    public var labels: [String] {
        let parts = differingKeys.map { key -> [String] in
            let texts = map { ConfigurationKey.named(key)?.text($0) }
            let short = texts.compactMap { $0 }.shortened
            return texts.map { text in text.map { "\(key)=\(short[$0] ?? $0)" } ?? "no \(key)" }
        }
        return indices.map { i in parts.map { $0[i] }.joined(separator: ", ") }
    }

    /// What is the same in all, in a line.
    public var commonTitle: String {
        let seeds = Set(map(\.seed)).count > 1 ? ["seed"] : []
        return first?.networkTitle(without: Set(differingKeys + seeds)) ?? ""
    }
}

extension Array where Element == String {
    /// A short form of each text that still tells it from the others: the name of a component, or the options that differ.
    var shortened: [String: String] {
        let texts = Set(self)
        // The parts of a chain of augmentations by their names, unless options tell two chains apart.
        if texts.contains(where: { $0.contains("+") }) {
            let short = Dictionary(
                uniqueKeysWithValues: texts.map { text in
                    (text, text.split(separator: "+").map { $0.prefix { $0 != ":" } }.joined(separator: "+"))
                })
            return Set(short.values).count == texts.count ? short : [:]
        }
        let components = texts.map { (text: $0, specification: ComponentSpecification($0)) }
        let names = Set(components.map(\.specification.name))
        if names.count == texts.count {
            return Dictionary(uniqueKeysWithValues: components.map { ($0.text, $0.specification.name) })
        }
        guard names.count == 1 else { return [:] }
        let options = components.map { Set($0.specification.options.map(\.text)) }
        let common = options.dropFirst().reduce(options.first ?? []) { $0.intersection($1) }
        return Dictionary(
            uniqueKeysWithValues: components.map { text, specification in
                let own = specification.options.map(\.text).filter { !common.contains($0) }
                return (text, "\(specification.name):\(own.joined(separator: ","))")
            })
    }
}

extension ComponentSpecification.Option {
    fileprivate var text: String { key.map { "\($0)=\(value)" } ?? value }
}

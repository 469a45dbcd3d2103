extension RunConfiguration {
    /// The network and its data in a line: what a figure or a table was made of.
    ///
    /// Components stand without their options, which the configuration itself has.
    public var networkTitle: String {
        let layers = hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: ",")
        return "\(dataset), hidden \(layers), batch norm \(batchNorm.prefix { $0 != ":" }), "
            + "\(activation.prefix { $0 != ":" }), lambda \(lambda), seed \(seed)"
    }
}

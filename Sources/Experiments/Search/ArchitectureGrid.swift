import Platform

extension Dimension {
    /// Layer sizes from their text: `50..100:5,35..50:5` is every pair of 50, 55, 60 and so on, and 35, 40, 45, 50.
    ///
    /// - Parameters:
    ///   - text: the sizes of each layer, from first to last.
    ///   - fits: whether a network of such sizes is small enough.
    /// - Throws: ``LabError`` of kind `usage` for a wrong text, or where no network is left.
    public init(architectures text: String, where fits: ([Int]) throws -> Bool = { _ in true }) throws {
        let layers = try text.split(separator: ",", omittingEmptySubsequences: false).map {
            try Dimension.sizes(String($0), in: text)
        }
        guard layers.reduce(1.0, { $0 * Double($1.count) }) <= 100_000 else {
            throw LabError.usage("--hidden '\(text)' is more than 100000 networks; take larger steps.")
        }
        let all = layers.reduce([[]]) { heads, sizes in heads.flatMap { head in sizes.map { head + [$0] } } }
        let fitting = try all.filter(fits)
        guard !fitting.isEmpty else {
            throw LabError.usage(
                "None of the \(all.count) networks of --hidden '\(text)' is within --max-parameters; raise it, or begin with "
                    + "smaller layers.")
        }
        self.init("hidden", .list(fitting.map { $0.map(String.init).joined(separator: ",") }))
    }

    /// One layer: `50`, or `50..100:5`.
    private static func sizes(_ layer: String, in text: String) throws -> [Int] {
        let trimmed = layer.filter { $0 != " " }
        if let size = Int(trimmed), (1...100_000).contains(size) { return [size] }
        let parts = trimmed.split(separator: ":", omittingEmptySubsequences: false)
        let ends = parts[0].split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2, parts[0].contains(".."), let step = Int(parts[1]), step > 0, ends.count == 2,
            ends[0] > 0,
            ends[0] < ends[1], ends[1] <= 100_000
        else {
            throw LabError.usage(
                "The layer '\(layer)' of --hidden '\(text)' is neither a size such as 50 nor a range LOW..HIGH:STEP such as "
                    + "50..100:5.")
        }
        return Array(stride(from: ends[0], through: ends[1], by: step))
    }
}

import Foundation
import Platform

extension Dimension {
    /// A dimension from its text: `lambda=log:1e-5..1e-1`, `eta=uniform:0.01..0.1`, `lambda=log-grid:1e-5..1e-1:9`,
    /// `lambda=grid:0.001,0.005`, `dropout=grid:0..0.5:6`, or `lambda=1e-5..1e-1`, where rates and lambda are log.
    ///
    /// - Throws: ``LabError`` of kind `usage` that names the text, what is wrong with it and a right one.
    public init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 2 else {
            throw LabError.usage("The search '\(text)' is no KEY=RANGE; write for example lambda=log:1e-5..1e-1.")
        }
        let (key, isWhole) = try Dimension.numericKey(parts[0])
        let range = parts[1].split(separator: ":", maxSplits: 1).map(String.init)
        let isNamed = Double(range[0].prefix { $0 != "." && $0 != "," }) == nil && range.count == 2
        let kind = isNamed ? range[0] : Dimension.isUsuallyLogarithmic(key) ? "log" : "uniform"
        let body = isNamed ? range[1] : parts[1]
        let values: Values
        switch kind {
        case "uniform", "log": values = .range(try Dimension.bounds(body, in: text, kind), isLogarithmic: kind == "log")
        case "grid", "log-grid": values = .list(try Dimension.grid(body, in: text, kind, isWhole))
        default: throw LabError.unknown("range of a search", kind, choices: ["uniform", "log", "grid", "log-grid"])
        }
        self.init(key, values, isWhole: isWhole)
        try check(text)
    }

    /// Keys of a length, a seed or the machine say nothing about a network that a search should choose.
    private static let fixedKeys = [
        "epochs", "cycles", "steps", "seed", "threads", "validation", "eval_every", "eval_batch_size", "hidden",
        "snapshot_every",
    ]

    /// Keys that take a number, and whether it has to be whole.
    private static func numericKey(_ name: String) throws -> (key: String, isWhole: Bool) {
        let choices = ConfigurationKey.all.filter { !fixedKeys.contains($0.name) && $0.isNumber }
        guard let key = ConfigurationKey.named(name), choices.contains(where: { $0.name == key.name }) else {
            let hint = name == "hidden" ? " Layer sizes are searched with --hidden 50..100:5,35..50:5." : ""
            let error = LabError.unknown("setting with numbers to search", name, choices: choices.map(\.name))
            throw LabError.usage(error.message + hint)
        }
        return (key.name, key.name == "step_size" || !key.takes("0.5"))
    }

    /// `1e-5..1e-1`, the smaller first; above zero for a logarithm.
    private static func bounds(_ body: String, in text: String, _ kind: String) throws -> ClosedRange<Double> {
        let ends = body.components(separatedBy: "..").map(Double.init)
        guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite, low < high else {
            throw LabError.usage(
                "The range '\(body)' of the search '\(text)' is no LOW..HIGH with LOW below HIGH, such as 1e-5..1e-1.")
        }
        guard max(abs(low), abs(high)) <= 1e15 else {
            throw LabError.usage("The range '\(body)' of the search '\(text)' goes beyond 1e15; stay within it.")
        }
        guard low > 0 || !kind.hasPrefix("log") else {
            throw LabError.usage(
                "The range of the search '\(text)' begins at \(Dimension.text(low)), which has no logarithm; begin above 0 or "
                    + "write uniform.")
        }
        return low...high
    }

    /// `0.001,0.005`, or `LOW..HIGH:COUNT` with COUNT values, both ends among them.
    private static func grid(_ body: String, in text: String, _ kind: String, _ isWhole: Bool) throws -> [String] {
        guard body.contains("..") else {
            let items = body.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            guard !items.isEmpty, items.allSatisfy({ Double($0)?.isFinite ?? false }) else {
                throw LabError.usage(
                    "The grid '\(body)' of the search '\(text)' is no list of numbers, such as 0.001,0.005.")
            }
            return items
        }
        let parts = body.components(separatedBy: ":")
        guard parts.count == 2, let count = Int(parts[1]), (2...10_000).contains(count) else {
            throw LabError.usage(
                "The grid '\(body)' of the search '\(text)' needs a count of 2 to 10000 behind a colon: LOW..HIGH:COUNT."
            )
        }
        let range = try bounds(parts[0], in: text, kind)
        let values = (0..<count).map { value(Double($0) / Double(count - 1), range, kind == "log-grid") }
        return values.map { isWhole ? String(Int($0.rounded())) : Dimension.text($0) }
    }

    /// Whether the key takes the ends of the range, so that no trial fails on its value.
    private func check(_ text: String) throws {
        let ends: [String] =
            switch values {
            case .list(let texts): texts
            case .range(let range, _):
                [range.lowerBound, range.upperBound].map { isWhole ? String(Int($0)) : "\($0)" }
            }
        guard let record = ConfigurationKey.named(key) else { return }
        for end in ends {
            var configuration = RunConfiguration()
            guard record.set(&configuration, end) else {
                throw LabError.usage(
                    "The search '\(text)' tries \(key) \(end), but \(record.expectation) was expected.")
            }
        }
    }
}

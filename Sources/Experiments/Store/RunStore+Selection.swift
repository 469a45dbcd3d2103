import Foundation
import Platform

/// A condition on the runs of a store: `activation=relu`, `state=done`.
public struct RunCondition: Sendable {
    private let key: String
    private let value: String

    /// Reads `key=value`; the key is a setting, or `state`.
    ///
    /// - Throws: ``LabError`` of kind `usage`.
    public init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw LabError.usage("--where is '\(text)', but KEY=VALUE was expected, such as activation=relu.")
        }
        value = parts[1]
        if parts[0] == "state" {
            guard RunState(rawValue: value) != nil else {
                throw LabError.unknown("state", value, choices: RunState.allCases.map(\.rawValue))
            }
            key = "state"
        } else if let known = ConfigurationKey.named(parts[0]) {
            key = known.name
        } else {
            throw LabError.unknown(
                "setting to filter by", parts[0], choices: ["state"] + ConfigurationKey.all.map(\.name))
        }
    }

    /// Whether a run meets it: the same text, the same number, or the component whatever its options are.
    public func holds(_ run: StoredRun) -> Bool {
        if key == "state" { return run.state.rawValue == value }
        guard let text = run.settings[key] else { return false }
        if let number = Double(value), let other = Double(text) { return number == other }
        return text == value || text.hasPrefix(value + ":")
    }
}

/// The order of a list of runs.
public enum RunOrder: String, Sendable, CaseIterable {
    /// As they were asked for.
    case asked
    /// The best accuracy on validation first.
    case accuracy
    /// The lowest loss on validation first.
    case loss
    /// The shortest first.
    case seconds
    /// The last one begun first.
    case started

    /// Sorts; runs without the figure come last.
    public func sorted(_ runs: [StoredRun]) -> [StoredRun] {
        switch self {
        case .asked: runs
        case .accuracy: runs.sorted { ($0.accuracy ?? -1) > ($1.accuracy ?? -1) }
        case .loss: runs.sorted { ($0.loss ?? .infinity) < ($1.loss ?? .infinity) }
        case .seconds: runs.sorted { ($0.seconds ?? .infinity) < ($1.seconds ?? .infinity) }
        case .started: runs.sorted { ($0.started ?? -1) > ($1.started ?? -1) }
        }
    }
}

extension Array where Element == StoredRun {
    /// The run of a name: the beginning of its id, `@last` (begun) or `@best` (on validation).
    ///
    /// - Throws: ``LabError`` of kind `usage` where there is none, or more than one.
    public func named(_ name: String) throws -> StoredRun {
        switch name {
        case "@last":
            if let run = RunOrder.started.sorted(self).first, run.started != nil { return run }
            throw LabError.usage("There is no @last run: none of the \(count) has been begun.")
        case "@best":
            if let run = RunOrder.accuracy.sorted(self).first, run.accuracy != nil { return run }
            throw LabError.usage("There is no @best run: none of the \(count) is done.")
        default:
            let matches = filter { $0.id.hasPrefix(name) }
            if matches.count == 1, !name.isEmpty { return matches[0] }
            throw LabError.usage(
                matches.isEmpty
                    ? "No run's id begins with '\(name)'; 'layerlab runs' lists them."
                    : "\(matches.count) runs' ids begin with '\(name)': \(matches.prefix(5).map(\.id).joined(separator: ", "))"
                        + "; give more of it.")
        }
    }

    /// The settings that are not the same in all of these runs, in their usual order.
    public var differingKeys: [String] {
        let settings = map(\.settings)
        return ConfigurationKey.all.map(\.name).filter { key in Set(settings.map { $0[key] }).count > 1 }
    }
}

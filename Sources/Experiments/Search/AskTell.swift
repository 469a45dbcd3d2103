import Foundation
import Platform

/// A search whose points come from outside: one JSON object a line, either way.
///
/// First goes out `{"op":"space",...}`. Then, for each trial, `{"op":"ask","id":0}` goes out, and
/// `{"values":{"lambda":"0.01"}}` comes in (or `{"op":"stop"}`, or the end of the input), and when it is trained
/// `{"op":"tell","id":0,"status":"finished","value":0.53,"accuracies":[...]}` goes out.
public struct AskTell<Runner: TrialRunner> {
    private let runner: Runner
    private let epochs: Int
    private let read: () -> String?
    private let write: (String) -> Void

    /// A dialog over two streams of lines; every trial has so many epochs.
    public init(_ runner: Runner, epochs: Int, read: @escaping () -> String?, write: @escaping (String) -> Void) {
        self.runner = runner
        self.epochs = epochs
        self.read = read
        self.write = write
    }

    /// Trains what it is told to, until the other side stops or so many trials are done.
    ///
    /// - Throws: ``LabError`` of kind `badData` for a line that is no answer; an error of kind `usage` for a wrong value.
    public func run(_ space: SearchSpace, trials count: Int, seed: UInt64) throws -> [Trial] {
        write(try AskTell.line(Space(space, epochs: epochs, trials: count, seed: seed)))
        var trials: [Trial] = []
        while trials.count < count {
            write("{\"id\":\(trials.count),\"op\":\"ask\"}")
            guard let answer = try read().map({ try Answer(line: $0) }), answer.op != "stop" else { break }
            guard let values = answer.values else {
                throw LabError.badData(
                    "The answer to ask \(trials.count) has no values: {\"values\":{\"lambda\":0.01}} was expected.")
            }
            let trial = try train(Trial(name: "trial-\(trials.count)", stage: "ask", values: values.mapValues(\.text)))
            trials.append(trial)
            write(try AskTell.line(Tell(trial, id: trials.count - 1)))
        }
        return trials
    }

    private func train(_ trial: Trial) throws -> Trial {
        var trial = trial
        do {
            trial.accuracies = try runner.train(trial, through: epochs, of: epochs) { _, _ in true }
            trial.status = .finished
        } catch let error as LabError where error.kind == .diverged {
            trial.status = .diverged
        }
        return trial
    }

    private static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// What comes in.
private struct Answer: Decodable {
    let op: String?
    let values: [String: Value]?

    init(line: String) throws {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(line.utf8)) else {
            throw LabError.badData(
                "'\(line.prefix(80))' is no answer: one JSON object a line such as {\"values\":{\"lambda\":0.01}} was expected."
            )
        }
        self = answer
    }

    /// A number or a text.
    struct Value: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let whole = try? container.decode(Int.self) {
                text = String(whole)
            } else if let number = try? container.decode(Double.self) {
                text = "\(number)"
            } else {
                text = try container.decode(String.self)
            }
        }
    }
}

/// What came of a trial.
private struct Tell: Encodable {
    let op = "tell"
    let id: Int
    let status: String
    let value: Double
    let accuracies: [Double]

    init(_ trial: Trial, id: Int) {
        (self.id, status, value, accuracies) = (id, trial.status.rawValue, trial.score, trial.accuracies)
    }
}

/// What is searched, for whoever chooses the points.
private struct Space: Encodable {
    let op = "space"
    let boxes: [[String: Values]]
    let epochs: Int
    let trials: Int
    let seed: UInt64

    struct Values: Encodable {
        var low: Double?
        var high: Double?
        var log: Bool?
        var choices: [String]?
    }

    init(_ space: SearchSpace, epochs: Int, trials: Int, seed: UInt64) {
        (self.epochs, self.trials, self.seed) = (epochs, trials, seed)
        boxes = space.boxes.map { box in
            Dictionary(uniqueKeysWithValues: box.map { ($0.key, Space.values($0)) })
        }
    }

    private static func values(_ dimension: Dimension) -> Values {
        switch dimension.values {
        case .range(let range, let isLogarithmic):
            Values(low: range.lowerBound, high: range.upperBound, log: isLogarithmic)
        case .list(let texts): Values(choices: texts)
        }
    }
}

import Foundation
import Platform

/// What is searched, for whoever chooses the points.
struct SpaceMessage: Encodable {
    let op = "space"
    let boxes: [[String: Values]]
    let epochs: Int
    let trials: Int
    let seed: UInt64

    struct Values: Encodable {
        var low: Double?
        var high: Double?
        var log: Bool?
        var integer: Bool?
        var choices: [String]?
    }

    init(_ space: SearchSpace, epochs: Int, trials: Int, seed: UInt64) {
        (self.epochs, self.trials, self.seed) = (epochs, trials, seed)
        boxes = space.boxes.map { box in
            Dictionary(uniqueKeysWithValues: box.map { ($0.key, SpaceMessage.values($0)) })
        }
    }

    private static func values(_ dimension: Dimension) -> Values {
        switch dimension.values {
        case .range(_, let isLogarithmic):
            Values(
                low: dimension.bounds?.lowerBound, high: dimension.bounds?.upperBound, log: isLogarithmic,
                integer: dimension.isWhole)
        case .list(let texts): Values(choices: texts)
        }
    }
}

/// A request for a point.
struct AskMessage: Encodable {
    let op = "ask"
    let id: Int
}

/// A point, as it comes in.
struct AnswerMessage: Decodable {
    let op: String?
    let values: [String: Value]?

    init(line: String) throws {
        guard let answer = try? JSONDecoder().decode(AnswerMessage.self, from: Data(line.utf8)) else {
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
struct TellMessage: Encodable {
    let op = "tell"
    let id: Int
    let status: String
    let value: Double
    let accuracies: [Double]

    init(_ id: Int, _ trial: Trial) {
        (self.id, status, value, accuracies) = (id, trial.status.rawValue, trial.score, trial.accuracies)
    }
}

import Foundation
import Platform

/// The dialog of a search with an optimizer that chooses its points: one JSON object a line, either way.
///
/// A stage begins with `{"op":"space",...}` going out. Then, for each trial, `{"op":"ask","id":0}` goes out, and
/// `{"values":{"lambda":"0.01"}}` comes in (or `{"op":"stop"}`, or the end of the input), and when it is trained
/// `{"op":"tell","id":0,"status":"finished","value":0.53,"accuracies":[...]}` goes out.
///
/// A search that goes on asks for its trials from the first one again, and tells at once what it knows. An optimizer that
/// chooses by the seed and by what it was told, and by nothing else, is thereby where it was.
public struct AskTell {
    /// What an optimizer answers.
    enum Reply {
        /// The next point.
        case point(SearchSpace.Point)
        /// It has seen enough.
        case stop
        /// Its lines have ended.
        case gone
    }

    private let read: () throws -> String?
    private let write: (String) throws -> Void

    /// A dialog over two streams of lines.
    public init(read: @escaping () throws -> String?, write: @escaping (String) throws -> Void) {
        self.read = read
        self.write = write
    }

    /// Says where a stage looks, in how many trials of how many epochs.
    func begin(_ space: SearchSpace, epochs: Int, trials: Int, seed: UInt64) throws {
        try write(AskTell.line(SpaceMessage(space, epochs: epochs, trials: trials, seed: seed)))
    }

    /// Asks for the point of a trial.
    ///
    /// - Throws: ``LabError`` of kind `badData` for a line that is no answer, or a point outside of the space.
    func ask(_ id: Int, in space: SearchSpace) throws -> Reply {
        try write(AskTell.line(AskMessage(id: id)))
        guard let line = try read() else { return .gone }
        let answer = try AnswerMessage(line: line)
        if answer.op == "stop" { return .stop }
        guard let point = answer.values?.mapValues(\.text) else {
            throw LabError.badData(
                "The answer to ask \(id) has no values: {\"values\":{\"lambda\":0.01}} was expected.")
        }
        guard space.boxes.contains(where: { $0.count == point.count && $0.allSatisfy { $0.holds(point) } }) else {
            throw LabError.badData(
                "The answer to ask \(id), '\(line.prefix(80))', is no point of the space: a value within its bounds for "
                    + "each setting of a box, and none for others, was expected.")
        }
        return .point(point)
    }

    /// Tells what came of a trial.
    func tell(_ id: Int, _ trial: Trial) throws { try write(AskTell.line(TellMessage(id, trial))) }

    private static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

import Foundation
import Platform
import Tensor

extension Dataset {
    /// Splits samples that come without a test set: a random share of them, drawn from the seed.
    func split(testShare: Double, seed: UInt64) throws -> (training: Dataset, test: Dataset) {
        var random = Random(seed: seed, purpose: .data)
        let order = random.permutation(count)
        let testCount = Int((Double(count) * testShare).rounded())
        guard testCount > 0, testCount < count else {
            throw LabError.badData(
                "\(name) has \(count) samples, too few to hold out a share of \(testShare) for the test.")
        }
        return (taking(order[testCount...]), taking(order[..<testCount]))
    }

    private func taking(_ positions: ArraySlice<Int32>) -> Dataset {
        func rows<Value>(_ values: [Value]) -> [Value] {
            positions.flatMap { values[Int($0) * dimensions..<(Int($0) + 1) * dimensions] }
        }
        let taken: Features =
            switch features {
            case .bytes(let values): .bytes(rows(values))
            case .floats(let values): .floats(rows(values))
            }
        return Dataset(
            name: name, features: taken, labels: positions.map { labels[Int($0)] }, classNames: classNames,
            dimensions: dimensions, imageShape: imageShape)
    }
}

/// Labels as numbers 0 ..< K, and the names that they stand for.
struct ClassIndex {
    let labels: [Int32]
    let classNames: [String]

    /// Texts become classes in their natural order: as numbers where all are numbers, else by alphabet.
    init(_ texts: [String], source: String) throws {
        let distinct = Set(texts)
        let areNumbers = distinct.allSatisfy { Double($0) != nil }
        classNames = distinct.sorted { areNumbers ? Double($0)! < Double($1)! : $0 < $1 }
        guard classNames.count >= 2 else {
            throw LabError.badData("\(source) has samples of \(classNames.count) class only; at least 2 are needed.")
        }
        guard classNames.count <= 1000 else {
            throw LabError.badData(
                "\(source) has \(classNames.count) different labels; is the label column a measurement?")
        }
        let number = Dictionary(uniqueKeysWithValues: classNames.enumerated().map { ($1, Int32($0)) })
        labels = texts.map { number[$0]! }
    }
}

import Data
import Foundation
import Platform

/// When the test split was looked at, and what for.
public struct SealOpening: Sendable, Codable, Equatable {
    /// The moment, in UTC.
    public let date: Date
    /// What it was opened for.
    public let reason: String
}

/// Data whose test split nobody sees before it is opened, which is written down.
public struct SealedData: Sendable {
    /// Training and validation; the test split is empty.
    public let splits: Splits
    private let test: Subset

    /// Seals the test split of data.
    public init(_ splits: Splits) throws {
        guard splits.validation.count > 0 else {
            throw LabError.usage(
                "A search chooses by validation, but --validation is 0; give some samples, such as 5000.")
        }
        self.init(sealing: splits)
    }

    private init(sealing splits: Splits) {
        test = splits.test
        self.splits = Splits(
            training: splits.training, validation: splits.validation,
            test: Subset(splits.test.dataset, [Int32]()), checksum: splits.checksum)
    }

    /// All samples but those of the test train; there is nothing to choose on any more.
    var forConfirmation: SealedData {
        let dataset = splits.training.dataset
        return SealedData(
            sealing: Splits(
                training: Subset(dataset), validation: Subset(dataset, [Int32]()), test: test,
                checksum: splits.checksum))
    }

    /// The test split, and the record that it was opened.
    func open(for reason: String) -> (Subset, SealOpening) {
        // Whole seconds, so that the record reads back as it was.
        (test, SealOpening(date: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded()), reason: reason))
    }
}

import Foundation

extension JSONEncoder.NonConformingFloatEncodingStrategy {
    /// Words for what JSON has no number for, so that no reader takes it for one.
    package static var words: Self {
        .convertToString(positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    }
}

extension JSONDecoder.NonConformingFloatDecodingStrategy {
    /// The same words, read back.
    package static var words: Self {
        .convertFromString(positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    }
}

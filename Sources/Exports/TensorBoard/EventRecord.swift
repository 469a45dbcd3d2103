import Foundation
import SwiftProtobuf

/// One event as the bytes of an event file, in the framing of TFRecord files.
///
/// Eight bytes of length, the masked check sum of these, the message, and its masked check sum, all little-endian.
/// Source: https://www.tensorflow.org/tutorials/load_data/tfrecord.
package enum EventRecord {
    /// A message between its length and its check sums.
    package static func framed(_ message: Data) -> Data {
        let length = bytes(UInt64(message.count))
        return length + bytes(CRC32C.masked(length)) + message + bytes(CRC32C.masked(message))
    }

    static func framed(_ event: TBEvent) -> Data {
        guard let message: Data = try? event.serializedBytes() else {
            preconditionFailure("A message of few fields is far below the 2 GB that the format allows.")
        }
        return framed(message)
    }

    private static func bytes(_ number: some FixedWidthInteger) -> Data {
        withUnsafeBytes(of: number.littleEndian) { Data($0) }
    }
}

extension TBEvent {
    /// An event of a moment, in seconds since 1970, and a step.
    init(at time: Double, step: Int = 0) {
        self.init()
        wallTime = time
        self.step = Int64(step)
    }

    /// The first event of a file.
    static func version(at time: Double) -> TBEvent {
        var event = TBEvent(at: time)
        event.fileVersion = "brain.Event:2"
        return event
    }

    /// Makes a reader forget what earlier files say of this step and later ones.
    static func start(at time: Double, step: Int) -> TBEvent {
        var event = TBEvent(at: time, step: step)
        event.sessionLog.status = .start
        return event
    }

    /// Numbers by their tags.
    static func scalars(_ scalars: KeyValuePairs<String, Double>, at time: Double, step: Int) -> TBEvent {
        var event = TBEvent(at: time, step: step)
        event.summary.value = scalars.map { tag, number in
            var value = TBSummary.Value()
            value.tag = tag
            value.simpleValue = Float(number)
            return value
        }
        return event
    }

    /// Histograms by their tags.
    static func histograms(_ histograms: [(tag: String, TBHistogram)], at time: Double, step: Int) -> TBEvent {
        var event = TBEvent(at: time, step: step)
        event.summary.value = histograms.map { tag, histogram in
            var value = TBSummary.Value()
            value.tag = tag
            value.histogram = histogram
            return value
        }
        return event
    }
}

extension TBHistogram {
    /// How the values spread over thirty buckets of the same width; one bucket where all are the same.
    init(of values: [Double]) {
        self.init()
        guard let low = values.min(), let high = values.max() else { return }
        let buckets = low < high ? 30 : 1
        min = low
        max = high
        count = Double(values.count)
        sum = values.reduce(0, +)
        sumOfSquares = values.reduce(0) { $0 + $1 * $1 }
        bucketLimit = (1...buckets).map { $0 == buckets ? high : low + (high - low) * Double($0) / Double(buckets) }
        bucket = Array(repeating: 0, count: buckets)
        for value in values {
            let position = low < high ? Int((value - low) / (high - low) * Double(buckets)) : 0
            bucket[Swift.min(position, buckets - 1)] += 1
        }
    }
}

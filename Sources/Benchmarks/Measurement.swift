import Platform

/// Times of one piece of work, measured again and again.
public struct Measurement: Sendable, Codable, Equatable {
    /// Seconds of each repetition, shortest first.
    public let seconds: [Double]

    /// From times in any order.
    ///
    /// - Precondition: there is one at least.
    public init(_ seconds: [Double]) {
        precondition(!seconds.isEmpty, "A measurement has one time at least.")
        self.seconds = seconds.sorted()
    }

    /// The middle one.
    public var median: Double { quantile(0.5) }
    /// The shortest one.
    public var lowest: Double { seconds[0] }
    /// Half the distance between the quartiles, as a share of the median.
    public var spread: Double { (quantile(0.75) - quantile(0.25)) / 2 / median }

    private func quantile(_ share: Double) -> Double {
        let place = share * Double(seconds.count - 1)
        let below = Int(place)
        let above = min(below + 1, seconds.count - 1)
        return seconds[below] + (place - Double(below)) * (seconds[above] - seconds[below])
    }

    /// Times a piece of work.
    ///
    /// It runs so often at a stretch that a stretch takes `shortest` seconds: the clock and one interruption by the
    /// system then weigh little. One stretch goes first and is not counted.
    /// - Throws: ``LabError`` of kind `interrupted` after Ctrl-C.
    public static func of(repeats: Int, shortest: Double = 2e-3, _ work: () -> Void) throws -> Measurement {
        var times = 1
        while elapsed(times, work) < shortest && times < 1 << 24 { times *= 2 }
        return Measurement(
            try (0..<repeats).map { _ in
                try Interruption.check()
                return elapsed(times, work) / Double(times)
            })
    }

    private static func elapsed(_ times: Int, _ work: () -> Void) -> Double {
        let start = ContinuousClock.now
        for _ in 0..<times { work() }
        return start.duration(to: .now) / .seconds(1)
    }
}

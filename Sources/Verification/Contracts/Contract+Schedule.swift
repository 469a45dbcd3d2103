import Components

extension Contract {
    /// Pure, finite, and inside the declared range, for trainings long and short.
    public static func violations(of schedule: any Schedule) -> [String] {
        var found = Violations()
        let range = schedule.range
        found.expect(
            range.lowerBound >= 0 && range.upperBound.isFinite, "Its range \(range) is not one of learning rates.")
        for length in [
            TrainingLength(steps: 1, stepsPerEpoch: 1), TrainingLength(steps: 1000, stepsPerEpoch: 50),
            TrainingLength(steps: 9000, stepsPerEpoch: 450),
        ] {
            check(schedule, length, &found)
        }
        if let cycle = schedule.cycleLength { found.expect(cycle > 0, "Its cycle is \(cycle) steps long.") }
        return found.sentences
    }

    private static func check(_ schedule: any Schedule, _ length: TrainingLength, _ found: inout Violations) {
        let steps = Array(0...length.steps)
        let rates = steps.map { schedule.rate(at: $0, of: length) }
        let backwards = steps.reversed().map { schedule.rate(at: $0, of: length) }
        found.expect(
            rates == backwards.reversed(), "Asked in another order, it gives other rates: it is no pure function.")
        // Rounding may pass a bound by an ulp or two.
        let margin = 1e-12 * max(schedule.range.upperBound, 1e-300)
        let isInside = { (rate: Double) in
            rate >= schedule.range.lowerBound - margin && rate <= schedule.range.upperBound + margin
        }
        if let step = rates.firstIndex(where: { !isInside($0) }) {
            found.expect(
                false, "At step \(step) of \(length.steps) its rate is \(rates[step]), outside \(schedule.range).")
        }
    }
}

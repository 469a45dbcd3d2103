import Experiments
import Foundation
import Testing

/// Against tables of the t distribution and sums done by hand.
@Suite struct StatisticsTests {
    /// Quantiles of the usual tables, and closed forms for 1 and 2 degrees of freedom.
    @Test(
        arguments: [
            (1, 0.95, 12.7062047361747), (2, 0.95, 4.30265272974946), (3, 0.95, 3.18244630528371),
            (4, 0.95, 2.77644510519779), (4, 0.99, 4.60409487134999), (9, 0.95, 2.2621571627982),
            (30, 0.95, 2.04227245630124), (1000, 0.95, 1.96233908082641), (1, 0.5, 1), (0.5, 0.5, 0),
        ] as [(Double, Double, Double)])
    func quantilesAreThoseOfTheTables(degrees: Double, chance: Double, expected: Double) {
        let t = StudentT(degrees: degrees).twoSidedQuantile(chance)
        guard degrees >= 1 else {
            #expect(abs(StudentT(degrees: degrees).twoSided(t) - (1 - chance)) < 1e-13)
            return
        }
        #expect(abs(t - expected) < 1e-10 * expected, "\(t)")
    }

    @Test(arguments: [0, 0.01, 0.5, 1, 3, 40, 1e6]) func chancesHaveTheirClosedForms(t: Double) {
        let cauchy = 1 - 2 / Double.pi * atan(t)
        #expect(abs(StudentT(degrees: 1).twoSided(t) - cauchy) < 1e-13)
        let two = 1 - t / (2 + t * t).squareRoot()
        #expect(abs(StudentT(degrees: 2).twoSided(-t) - two) < 1e-13)
    }

    @Test func pairsThatShareTheirNoiseAreToldApart() throws {
        let pairs = [(0.61, 0.6), (0.52, 0.5), (0.73, 0.7)].map { (value: $0.0, baseline: $0.1) }
        let comparison = PairedComparison(pairs)
        #expect(abs(comparison.differences.mean - 0.02) < 1e-12)
        #expect(abs(try #require(comparison.differences.deviation) - 0.01) < 1e-12)
        // t(0.975, 2) / sqrt 3 hundredths, and t = 2 sqrt 3 with 1 - t / sqrt(2 + t^2).
        #expect(abs(try #require(comparison.halfWidth) - 0.0430265272974946 / 3.0.squareRoot()) < 1e-12)
        #expect(abs(try #require(comparison.p) - (1 - (12.0 / 14).squareRoot())) < 1e-10)
    }

    @Test func oneValueHasNoSpreadAndEqualPairsNoDoubt() {
        #expect(PairedComparison([(value: 2, baseline: 1)]).halfWidth == nil)
        #expect(PairedComparison([(value: 2, baseline: 2), (value: 1, baseline: 1)]).p == 1)
        #expect(PairedComparison([(value: 3, baseline: 2), (value: 2, baseline: 1)]).p == 0)
    }

    /// The example of four comparisons: 0.005 * 4, 0.01 * 3, then 0.03 * 2 also for the larger 0.04.
    @Test func holmStepsDown() {
        let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
        for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(value - expected) < 1e-15) }
        #expect(Holm.adjusted([0.7, 0.6]) == [1, 1])
        #expect(Holm.adjusted([]).isEmpty)
    }
}

import Components
import Experiments
import RealModule

/// How the time of a step grows with the batch, the width, the depth and the threads.
package struct ScalingBenchmark: Sendable, Codable {
    /// One quantity, varied alone.
    package struct Series: Sendable, Codable {
        /// What is varied: `batch`.
        package let name: String
        /// Its values.
        package let values: [Int]
        /// Seconds of a step at each of them.
        package let seconds: [Double]

        /// A series of one time for each value.
        package init(name: String, values: [Int], seconds: [Double]) {
            self.name = name
            self.values = values
            self.seconds = seconds
        }

        /// The slope b of the least-squares line log seconds = a + b log value: 1 is linear growth.
        package var exponent: Double {
            let (x, y) = (values.map { Double.log(Double($0)) }, seconds.map { Double.log($0) })
            let n = Double(x.count)
            let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
            let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
            return covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        }
    }

    /// What was measured.
    package let series: [Series]

    /// Measures steps of a configuration with one quantity changed at a time.
    ///
    /// - Parameter progress: told how many of how many measurements are done.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    package init(
        _ configuration: RunConfiguration, _ registry: Registry, repeats: Int,
        progress: (_ done: Int, _ of: Int) -> Void
    ) throws {
        let plans: [(name: String, values: [Int], change: (inout RunConfiguration, Int) -> Void)] = [
            ("batch", [100, 200, 400, 800], { $0.batchSize = $1 }),
            ("width of one hidden layer", [50, 100, 200, 400, 800], { $0.hidden = [$1] }),
            ("hidden layers of 200", [2, 4, 8, 16], { $0.hidden = Array(repeating: 200, count: $1) }),
            ("threads", Array(1...max(configuration.threads, 2)).filter { $0 & ($0 - 1) == 0 }, { $0.threads = $1 }),
        ]
        let total = plans.reduce(0) { $0 + $1.values.count }
        var done = 0
        series = try plans.map { plan in
            let seconds = try plan.values.map { value in
                progress(done, total)
                done += 1
                var changed = configuration
                plan.change(&changed, value)
                return try StepBenchmark(changed, registry).wholeStep(repeats: repeats).seconds
            }
            return Series(name: plan.name, values: plan.values, seconds: seconds)
        }
    }
}

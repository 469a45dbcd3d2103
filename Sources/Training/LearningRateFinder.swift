import Components
import RealModule
import Tensor

/// A learning-rate range test: the rate grows from step to step while the loss is watched.
///
/// Source: Smith 2017, section 3.3.
public struct LearningRateFinder: Sendable {
    /// One step of the test.
    public struct Point: Sendable, Equatable, Codable {
        /// The rate of the step.
        public let eta: Double
        /// The loss of the batches up to this one, smoothed: an exponential mean with factor 0.95, bias corrected.
        public let loss: Double
    }

    /// The smallest rate of the test.
    public let lowest: Double
    /// The largest rate of the test.
    public let highest: Double
    /// How many steps it takes.
    public let steps: Int
    /// What was measured so far.
    public private(set) var points: [Point] = []

    private var mean = 0.0

    /// A test over a range of rates.
    public init(from lowest: Double = 1e-6, to highest: Double = 10, steps: Int = 200) {
        self.lowest = lowest
        self.highest = highest
        self.steps = steps
    }

    /// The schedule of the test: eta_t = lowest (highest / lowest)^(t / (steps - 1)).
    public var schedule: any Schedule { GeometricSchedule(finder: self) }

    /// Takes in one step's loss; returns false once the loss is four times its minimum, where going on tells nothing.
    public mutating func record(eta: Double, loss: Double) -> Bool {
        mean = 0.95 * mean + 0.05 * loss
        let smoothed = mean / (1 - Double.pow(0.95, points.count + 1))
        points.append(Point(eta: eta, loss: smoothed))
        return smoothed <= 4 * points.map(\.loss).min()!
    }

    /// A range for a cyclical rate: its top is a third of the rate at the lowest loss, its bottom a hundredth of the top.
    ///
    /// Nil where the loss never fell below nine tenths of its start: no rate of the test learned anything.
    public var suggestion: (etaMin: Double, etaMax: Double)? {
        guard let best = points.min(by: { $0.loss < $1.loss }), best.loss < 0.9 * points[0].loss else { return nil }
        return (best.eta / 300, best.eta / 3)
    }
}

/// The rate of the test, growing by one factor a step.
private struct GeometricSchedule: Schedule {
    let finder: LearningRateFinder

    var range: ClosedRange<Double> { finder.lowest...finder.highest }

    func rate(at step: Int, of length: TrainingLength) -> Double {
        let share = Double(step) / Double(max(finder.steps - 1, 1))
        return finder.lowest * Double.pow(finder.highest / finder.lowest, share)
    }
}

/// One configuration that a search tries, and how it did so far.
public struct Trial: Sendable, Codable, Equatable {
    /// How far it came.
    public enum Status: String, Sendable, Codable {
        /// All epochs of its stage are done.
        case finished
        /// Left behind at a rung of successive halving.
        case halved
        /// Worse than the median of the trials before it.
        case pruned
        /// Its loss left the finite numbers.
        case diverged
    }

    /// Its stage and number: `coarse-003`.
    public let name: String
    /// `coarse` or `fine`.
    public let stage: String
    /// The value of each searched key.
    public let values: SearchSpace.Point
    /// How it ended.
    public var status = Status.halved
    /// The validation accuracy after each epoch, from 0 to 1.
    public var accuracies: [Double] = []

    /// A trial that is not trained yet.
    public init(name: String, stage: String, values: SearchSpace.Point) {
        (self.name, self.stage, self.values) = (name, stage, values)
    }

    /// The accuracy that it is ranked by: that of its last epoch.
    public var score: Double { status == .diverged ? 0 : accuracies.last ?? 0 }

    /// A line of its values: `eta_max=0.1 lambda=0.004`.
    public var valuesText: String { values.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ") }
}

/// What trains a trial; a search knows no more of it.
public protocol TrialRunner {
    /// Trains a trial up to an epoch, going on from where it was left.
    ///
    /// - Parameters:
    ///   - trial: the point, and how far it came.
    ///   - epochs: where it stops this time.
    ///   - total: where it would end, which a schedule may depend on.
    ///   - goesOn: asked after each epoch; false ends the trial there.
    /// - Returns: the validation accuracies of all its epochs so far.
    /// - Throws: an error of kind `diverged` where the loss is no longer finite.
    func train(
        _ trial: Trial, through epochs: Int, of total: Int, goesOn: (_ epoch: Int, _ accuracy: Double) -> Bool
    ) throws -> [Double]
}

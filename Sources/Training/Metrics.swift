/// How well a network does on some samples.
public struct Metrics: Sendable, Equatable, Codable {
    /// The mean cross-entropy.
    public var loss: Double
    /// loss + lambda * the sum of squared weights.
    public var cost: Double
    /// The share of samples whose largest score is that of their class, from 0 to 1.
    public var accuracy: Double

    /// The three figures.
    public init(loss: Double, cost: Double, accuracy: Double) {
        self.loss = loss
        self.cost = cost
        self.accuracy = accuracy
    }
}

/// One line of a run's history: where training stood, and how well the network did there.
public struct HistoryRow: Sendable, Equatable, Codable {
    /// Updates done.
    public var step: Int
    /// Passes over the training samples done.
    public var epoch: Double
    /// The learning rate of the last update; of the first one at step 0.
    public var eta: Double
    /// On all training samples, in inference.
    public var training: Metrics
    /// On the validation samples; equal to training where there are none.
    public var validation: Metrics

    /// A line.
    public init(step: Int, epoch: Double, eta: Double, training: Metrics, validation: Metrics) {
        self.step = step
        self.epoch = epoch
        self.eta = eta
        self.training = training
        self.validation = validation
    }
}

/// What happens inside a network at one moment of its training: activations of the hidden layers, gradients of the weights.
///
/// They are those of one fixed batch, the first samples of the training set, through the network as it is trained: batch
/// normalization by the moments of the batch, units dropped, but without augmentation. The dropped units are the same
/// ones each time, so that the rows of a run can be compared.
public struct NetworkStatistics: Sendable, Codable, Equatable {
    /// A hidden layer.
    public struct Layer: Sendable, Codable, Equatable {
        /// Its name: `layer1`.
        public let name: String
        /// The outputs of its activation, before any normalization and dropout behind that.
        public let activations: ValueStatistics
    }

    /// A weight matrix.
    public struct Weights: Sendable, Codable, Equatable {
        /// Its name: `layer1.W`.
        public let name: String
        /// The gradient of the mean loss, without the L2 term.
        public let gradient: ValueStatistics
        /// The norm of the weights.
        public let norm: Double
        /// The rate times the norm of the gradient over the norm of the weights: how much of them a plain step would change.
        public let stepRatio: Double
    }

    /// Updates done.
    public let step: Int
    /// Passes over the training samples done.
    public let epoch: Double
    /// The learning rate that the ratios are by: that of the next update, at the end of the last one.
    public let eta: Double
    /// Samples in the batch.
    public let samples: Int
    /// The hidden layers, the first one first.
    public let layers: [Layer]
    /// The weights of all layers, those of the output last.
    public let weights: [Weights]

    /// Whether every histogram has its parts, which a damaged file may not have.
    package var isWhole: Bool {
        !weights.isEmpty && (layers.map(\.activations) + weights.map(\.gradient)).allSatisfy(\.isWhole)
    }

    /// Whether another moment is one of the same network.
    package func isAlike(_ other: NetworkStatistics) -> Bool {
        layers.map(\.name) == other.layers.map(\.name) && weights.map(\.name) == other.weights.map(\.name)
    }
}

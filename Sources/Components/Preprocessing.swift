/// What is done to raw values before a network sees them, by moments of the training samples alone.
public protocol Preprocessing: Sendable {
    /// What is done; the module Data knows how.
    var transform: InputTransform { get }
}

/// A map from raw values to the inputs of a network.
public enum InputTransform: Sendable, Equatable {
    /// Pixels are divided by 255, other values stay as they are.
    case none
    /// x = (value - mean) / deviation, with moments of each dimension, or of each color plane.
    case standardize(byChannel: Bool)
    /// x = (value - mean) (C + epsilon mean(variance))^(-1/2) sqrt(mean(variance)), C the covariance of the dimensions.
    case whiten(epsilon: Double)
}

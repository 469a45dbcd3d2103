extension Matrix {
    /// W -= eta (dW + decay W): a step of gradient descent with the gradient of the L2 term folded in.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public mutating func descend(_ dW: Matrix, eta: Double, decay: Double) {
        precondition(dW.count == count, "A gradient of \(dW.shape) does not fit \(shape).")
        S.sgd(mutablePointer, dW.pointer, S(eta), S(decay), count)
    }

    /// V = mu V + g with g = dW + decay W, then W -= eta V, or W -= eta (g + mu V) for Nesterov's form.
    public mutating func descend(
        _ dW: Matrix, velocity V: inout Matrix, eta: Double, decay: Double, mu: Double, nesterov: Bool = false
    ) {
        precondition(dW.count == count && V.count == count, "A gradient of \(dW.shape) does not fit \(shape).")
        S.momentum(mutablePointer, V.mutablePointer, dW.pointer, S(eta), S(decay), S(mu), nesterov, count)
    }

    /// V = rho V + (1 - rho) g^2 with g = dW + decay W, then W -= eta g / (sqrt(V) + epsilon).
    public mutating func descend(
        _ dW: Matrix, meanSquare V: inout Matrix, eta: Double, decay: Double, rho: Double, epsilon: Double
    ) {
        precondition(dW.count == count && V.count == count, "A gradient of \(dW.shape) does not fit \(shape).")
        S.rmsprop(
            mutablePointer, V.mutablePointer, dW.pointer, S(eta), S(decay), S(rho), S(1 - rho), S(epsilon), count)
    }

    /// M = beta1 M + (1 - beta1) g and V = beta2 V + (1 - beta2) g^2 with g = dW + decay W, then
    /// W = (1 - shrink) W - eta M / (root sqrt(V) + epsilon).
    public mutating func descend(
        _ dW: Matrix, mean M: inout Matrix, meanSquare V: inout Matrix, _ coefficients: AdamCoefficients
    ) {
        precondition(
            dW.count == count && M.count == count && V.count == count,
            "A gradient of \(dW.shape) does not fit \(shape).")
        S.adam(mutablePointer, M.mutablePointer, V.mutablePointer, dW.pointer, coefficients, count)
    }
}

/// The numbers of one update by running means; see ``Matrix/descend(_:mean:meanSquare:_:)``.
public struct AdamCoefficients: Sendable {
    /// The rate, with the correction of M in it.
    public let eta: Double
    /// The factor of W in the gradient.
    public let decay: Double
    /// The share of W that is taken off, apart from the gradient.
    public let shrink: Double
    /// The weight of the past in M.
    public let beta1: Double
    /// The weight of the past in V.
    public let beta2: Double
    /// The correction of sqrt(V).
    public let root: Double
    /// Added to the root.
    public let epsilon: Double

    /// Puts them together; see the properties.
    public init(
        eta: Double, decay: Double, shrink: Double, beta1: Double, beta2: Double, root: Double, epsilon: Double
    ) {
        self.eta = eta
        self.decay = decay
        self.shrink = shrink
        self.beta1 = beta1
        self.beta2 = beta2
        self.root = root
        self.epsilon = epsilon
    }
}

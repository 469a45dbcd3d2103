import Tensor

extension GradientReport {
    /// Adds how far gradients computed in float are from those computed in double, at the same point.
    ///
    /// Differences of a float cost are worth little (their rounding is near 1e-7 / h), so the float backward pass is
    /// held to the double one, which the differences have checked.
    ///
    /// The scale is the largest gradient of the same layer: a bias in front of batch norm has only rounding of its own.
    public mutating func compare(float: [Matrix<Double>], with double: [Matrix<Double>]) {
        var largestOfLayer: [Substring: Double] = [:]
        for tensor in tensors { largestOfLayer[tensor.layer, default: check.floor].raise(to: tensor.largestGradient) }
        for i in tensors.indices {
            let differences = zip(float[i].entries, double[i].entries).map { abs($0 - $1) }
            let isNumber = differences.allSatisfy(\.isFinite)
            let scale = largestOfLayer[tensors[i].layer] ?? check.floor
            tensors[i].floatDeviation = isNumber ? (differences.max() ?? 0) / scale : .infinity
        }
    }
}

extension TensorCheck {
    /// The layer that the tensor belongs to: `layer1` of `layer1.W`.
    fileprivate var layer: Substring { name.prefix { $0 != "." } }
}

extension Double {
    fileprivate mutating func raise(to other: Double) { self = max(self, other) }
}

import Components
import Tensor

/// A network as a member of a population, whose first layer is part of a wide one.
extension Network {
    /// The first layer, where that is linear and can be part of a ``WideLayer``.
    public var wideLinear: Linear<S>? { layers.first as? Linear<S> }

    /// The summed loss of a training batch, as ``lossAndGradients(_:_:key:in:descent:on:readAhead:)`` with a step, but for
    /// W of the first layer: the product with it is read from the wide layer, and its step is handed to that.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func lossAndDescent(
        _ batch: Batch<S>, behind wide: WideLayer<S>, member: Int, _ targets: Targets<S>, key: UInt64,
        in workspace: inout Workspace<S>, _ descent: Descent, on backend: Backend
    ) -> (loss: Double, correct: Int) {
        let (linear, others) = (wideLinear!, 1..<layers.count)
        wide.outputs(of: member, plus: linear.b.value, into: &workspace.outputs[0])
        forward(batch, .training(key: key), layers: others, in: &workspace, on: backend)
        let result = SoftmaxCrossEntropy.gradient(
            scores: workspace.outputs[layers.count - 1], targets, into: &workspace.gradients[layers.count]!)
        backward(batch, layers: others, in: &workspace, descent: descent, on: backend)
        let dY = workspace.gradients[1]!
        wide.setGradient(
            dY, of: member, factor: S(-descent.eta),
            kept: S(1 - descent.eta * linear.W.decay(lambda: descent.lambda)))
        linear.learnBias(dY, descent)
        return result
    }
}

import Components
import Data
import Network
import Tensor

extension Trainer {
    /// What happens inside the network now, on the first samples of the training set.
    ///
    /// The training goes on to the same bits: the running moments are put back, what else a pass leaves in the layers and
    /// in the gradients is written anew by every step before it is read, and nothing is drawn.
    func statistics() throws -> NetworkStatistics {
        let kept = network.buffers.map(\.value)
        defer { for (buffer, value) in zip(network.buffers, kept) { buffer.value = value } }
        let workspace = passOfFirstSamples()
        try checkComponents()
        let eta = schedule.rate(at: min(step, max(plan.steps - 1, 0)), of: length)
        return NetworkStatistics(
            step: step, epoch: Double(step) / Double(stepsPerEpoch), eta: eta, samples: plan.batchSize,
            layers: layers(workspace), weights: weights(eta))
    }

    /// Forward and backward as in a step, with the same units dropped each time.
    private func passOfFirstSamples() -> Workspace<S> {
        let positions = training.positions.prefix(plan.batchSize)
        var batch = reader.batch(of: training.dataset, asImages: network.readsImages(on: backend))
        var targets = Targets<S>(classes: network.classes)
        var workspace = Workspace(network)
        targets.renew { training.read(labels: &$0, at: positions) }
        loss?.prepare(&targets)
        reader.read(positions, of: training.dataset, into: &batch, on: backend)
        _ = network.lossAndGradients(batch, targets, in: &workspace, on: backend)
        return workspace
    }

    private func layers(_ workspace: Workspace<S>) -> [NetworkStatistics.Layer] {
        zip(network.layers, workspace.outputs).compactMap { layer, Y in
            guard layer is ActivationLayer<S> || (layer as? BatchNormalization<S>)?.withReLU == true else { return nil }
            return NetworkStatistics.Layer(
                name: String(layer.name.prefix { $0 != "." }), activations: ValueStatistics(Y))
        }
    }

    private func weights(_ eta: Double) -> [NetworkStatistics.Weights] {
        network.parameters.filter(\.isRegularized).map { W in
            let (gradient, norm) = (ValueStatistics(W.gradient), W.value.norm)
            return NetworkStatistics.Weights(
                name: W.name, gradient: gradient, norm: norm,
                stepRatio: norm > 0 ? eta * gradient.norm / norm : 0)
        }
    }
}

import Components
import Data
import Network
import Tensor

/// What a population needs of a member's trainer.
extension Trainer {
    /// Whether both are trained on the same batches.
    func seesBatches(of other: Trainer) -> Bool {
        let (a, b) = (plan, other.plan)
        return a.batchSize == b.batchSize && a.seed == b.seed && a.shuffle == b.shuffle && step == other.step
            && network.inputs == other.network.inputs && network.classes == other.network.classes
            && training.positions == other.training.positions
            && training.dataset.labels == other.training.dataset.labels
    }

    /// Whether the step on the first layer is one that a wide layer takes.
    var canBeWide: Bool { optimizer.isPlainDescent && network.wideLinear != nil }

    /// Whether images can stay bytes on the way to a wide layer, and for whoever looks at the network after it.
    var canReadImages: Bool {
        canBeWide && (augmentation?.isIdentity ?? true) && network.readsImages(on: backend)
    }

    /// The learning rate of the next update.
    var rate: Double { schedule.rate(at: step, of: length) }

    /// Reads the batch of a step, augmented; images that stay bytes are read where they lie.
    func read(_ step: Int, into batch: inout Batch<S>, _ targets: inout Targets<S>, on backend: Backend) {
        let positions = positions(at: step)
        targets.renew { training.read(labels: &$0, at: positions) }
        reader.refer(to: positions, of: training.dataset, in: &batch, on: backend)
        augment(&batch, &targets, at: step, on: backend)
    }

    /// One update on a batch that others see as well; returns its mean loss before it.
    ///
    /// - Parameter behind: the wide layer that has the first one's weights, and its place there; nil for none.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func takeStep(
        _ batch: Batch<S>, _ shared: Targets<S>, eta: Double, behind: (wide: WideLayer<S>, place: Int)?,
        in workspace: inout Workspace<S>, on backend: Backend
    ) -> Double {
        targets = shared
        loss?.prepare(&targets)
        let (key, descent) = (dropoutKey, Descent(eta: eta, lambda: plan.lambda))
        let sum: Double
        if let (wide, place) = behind {
            (sum, _) = network.lossAndDescent(
                batch, behind: wide, member: place, targets, key: key, in: &workspace, descent, on: backend)
        } else {
            (sum, _) = network.lossAndGradients(
                batch, targets, key: key, in: &workspace, descent: optimizer.isPlainDescent ? descent : nil, on: backend
            )
            if !optimizer.isPlainDescent { update(eta: eta) }
        }
        step += 1
        return sum / Double(targets.count)
    }
}

import Data
import Network
import Tensor
import Training

extension NPZFile {
    /// A trained network with its history, under the names of the model file: `layer1.W`, `layer1.runningMean`,
    /// `input.mean`, then `classes` and `history.step`, `history.train_loss` and so on.
    public init<S: Scalar>(_ network: Network<S>, _ model: ModelFile, _ rows: [HistoryRow]) {
        self.init()
        for parameter in network.parameters { add(parameter.name, parameter.value, asVector: parameter.isVector) }
        for buffer in network.buffers { add(buffer.name, buffer.value, asVector: buffer.isVector) }
        add("input.mean", model.normalizer.mean)
        add("input.deviation", model.normalizer.deviation)
        if let whitening = model.normalizer.whitening { add("input.whitening", whitening) }
        add("classes", model.classNames)
        add("history.step", rows.map(\.step))
        for (name, value) in NPZFile.historyColumns { add("history.\(name)", rows.map(value)) }
    }

    /// The columns of a history besides the step, as `history.csv` calls them.
    private static let historyColumns: [(String, @Sendable (HistoryRow) -> Double)] = [
        ("epoch", { $0.epoch }), ("eta", { $0.eta }), ("train_loss", { $0.training.loss }),
        ("train_cost", { $0.training.cost }), ("train_accuracy", { $0.training.accuracy }),
        ("validation_loss", { $0.validation.loss }), ("validation_cost", { $0.validation.cost }),
        ("validation_accuracy", { $0.validation.accuracy }),
    ]
}

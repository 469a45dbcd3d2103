import Foundation

extension Metrics: CustomStringConvertible {
    /// The figures in one line: `loss 0.4321  cost 0.5123  accuracy 85.20 %`.
    public var description: String {
        String(format: "loss %.4f  cost %.4f  accuracy %.2f %%", loss, cost, 100 * accuracy)
    }
}

extension HistoryRow: CustomStringConvertible {
    /// Where training stood and how well it did, in one line.
    public var description: String {
        String(format: "epoch %5.1f  eta %.5f  training loss %.4f  validation ", epoch, eta, training.loss)
            + validation.description
    }
}

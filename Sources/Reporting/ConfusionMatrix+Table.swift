import Foundation
import Training

extension ConfusionMatrix {
    /// The counts, true classes down and predicted classes across.
    public var table: TextTable {
        var table = TextTable(["true"] + classNames, alignRight: Set(1...classNames.count))
        for (name, row) in zip(classNames, counts) { table.add([name] + row.map(String.init)) }
        return table
    }

    /// Precision, recall and F1 of each class.
    public var perClassTable: TextTable {
        var table = TextTable(["class", "samples", "precision", "recall", "F1"], alignRight: [1, 2, 3, 4])
        for (i, name) in classNames.enumerated() {
            let shares = [precision(i), recall(i), f1(i)].map { $0.map { String(format: "%.3f", $0) } ?? "-" }
            table.add([name, String(support(i))] + shares)
        }
        return table
    }
}

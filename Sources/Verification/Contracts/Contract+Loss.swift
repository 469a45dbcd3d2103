import Components
import Tensor

extension Contract {
    /// Targets that stay shares of the classes, are made by the batch alone, and favour the label.
    public static func violations(of loss: any Loss, using random: Random = checkStream) -> [String] {
        var found = Violations()
        var random = random
        var plain = Targets<Double>((0..<40).map { _ in Int32(random.integer(below: 7)) }, classes: 7)
        let labels = plain.labels
        var again = plain
        loss.prepare(&plain)
        loss.prepare(&again)
        again.soften()
        var mixed = Targets<Double>(labels, classes: 7)
        mixed.mix(with: random.permutation(40), share: 0.7)
        loss.prepare(&mixed)
        found.expect(plain.areShares && mixed.areShares, "Its targets are no shares of the classes that sum to 1.")
        found.expect(plain.labels == labels, "It changes the labels themselves.")
        plain.soften()
        found.expect(plain.shares.isIdentical(to: again.shares), "The same labels give other targets.")
        found.expect(plain.shares.largestByRow == labels, "The class of the label has not the largest share.")
        return found.sentences
    }
}

extension Targets {
    /// Whether every row is of numbers of at least 0 that sum to 1; plain labels are.
    var areShares: Bool {
        guard isSoft else { return true }
        guard shares.rows == count, shares.columns == classes else { return false }
        return (0..<shares.rows).allSatisfy { i in
            let row = shares.row(i).map { Double($0) }
            return row.allSatisfy { $0 >= 0 } && abs(row.reduce(0, +) - 1) < 1e-5
        }
    }
}

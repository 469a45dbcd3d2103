import Tensor

/// What the samples of a training batch are to be classified as: a class each or, once they are mixed or smoothed, shares
/// of the classes.
///
/// Plain labels are all that is kept until someone asks for shares, so that a training that needs none never has any.
public struct Targets<S: Scalar>: Sendable {
    /// The number of classes K.
    public let classes: Int
    /// The class of each sample as the data have it.
    public private(set) var labels: [Int32]
    /// Whether ``shares`` count, in place of ``labels``.
    public private(set) var isSoft = false
    /// T (n x K): how much of each class a sample is, rows that sum to 1; of no meaning unless ``isSoft``.
    public private(set) var shares: Matrix<S>

    /// Targets of plain labels.
    public init(_ labels: [Int32] = [], classes: Int) {
        self.labels = labels
        self.classes = classes
        shares = Matrix(rows: 0, columns: classes)
    }

    /// Number of samples n.
    public var count: Int { labels.count }

    /// Takes the labels of another batch, which `read` writes into the array that is kept; shares are forgotten.
    public mutating func renew(_ read: (inout [Int32]) -> Void) {
        isSoft = false
        read(&labels)
    }

    /// Writes the labels out as shares, 1 for the class of a sample and 0 for the others; shares stay what they are.
    public mutating func soften() {
        guard !isSoft else { return }
        isSoft = true
        shares.reserve(rows: labels.count)
        shares.apply { _ in 0 }
        for (i, label) in labels.enumerated() { shares[i, Int(label)] = 1 }
    }

    /// T = share * T + (1 - share) * T[partners], for samples that are mixed so.
    public mutating func mix(with partners: [Int32], share: Double) {
        soften()
        shares.mixRows(with: partners, share: share)
    }

    /// T = (1 - amount) * T + amount / K: so much of each target goes to all classes alike.
    public mutating func smooth(_ amount: Double) {
        soften()
        let (kept, spread) = (S(1 - amount), S(amount / Double(classes)))
        shares.apply { kept * $0 + spread }
    }

    /// The same in another precision.
    public func converted<Other: Scalar>(to type: Other.Type = Other.self) -> Targets<Other> {
        var other = Targets<Other>(labels, classes: classes)
        if isSoft { other.take(shares.converted()) }
        return other
    }

    private mutating func take(_ shares: Matrix<S>) {
        isSoft = true
        self.shares = shares
    }
}

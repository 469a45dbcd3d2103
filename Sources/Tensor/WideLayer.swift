import CCore

/// The first layers of networks that see the same batches X (n x d), as one product.
///
/// The units of all members stand side by side, so that Z = X W^T and the steps W = kept W + factor dY^T X, with numbers
/// of its own for each member, are two wide products. X is packed once for all of them, and a step of one batch and the
/// product with the next are done block by block: W passes from memory once a step. Z is kept in parts, see `ccore.h`.
/// Different members may be read and written by different workers at once.
public final class WideLayer<S: Scalar>: @unchecked Sendable {
    /// Samples of a batch, n.
    public let rows: Int
    /// Features of a sample, d.
    public let inputs: Int
    /// The units of each member.
    public let members: [Range<Int>]

    private let panels: Int
    private let W, Z, dY, factor, kept: MatrixStorage<S>
    /// X of the batch of Z, and of the one that comes next.
    private var X, next: MatrixStorage<S>

    /// Room for members of so many units each; their weights are zero.
    public init(units: [Int], inputs d: Int, rows n: Int) {
        rows = n
        inputs = d
        var end = 0
        members = units.map { count in
            end += count
            return end - count..<end
        }
        panels = (end + S.widePanel - 1) / S.widePanel
        let width = panels * S.widePanel
        func zeros(_ count: Int) -> MatrixStorage<S> {
            let storage = MatrixStorage<S>(capacity: count)
            storage.elements.initialize(repeating: 0, count: count)
            return storage
        }
        W = zeros(width * d)
        Z = zeros(2 * width * n)
        dY = zeros(width * n)
        factor = zeros(width)
        kept = zeros(width)
        X = zeros(cc_wide_packed(n, d))
        next = zeros(cc_wide_packed(n, d))
    }

    /// Takes the weights (units x d) of a member.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func setWeights(_ weights: Matrix<S>, of member: Int) {
        precondition(weights.rows == members[member].count && weights.columns == inputs, "\(weights.shape) do not fit.")
        let from = weights.pointer
        for (i, unit) in members[member].enumerated() {
            let column = W.elements + start(of: unit, length: inputs)
            for j in 0..<inputs { column[j * S.widePanel] = from[i * inputs + j] }
        }
    }

    /// Writes the weights (units x d) of a member.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func weights(of member: Int, into weights: inout Matrix<S>) {
        precondition(weights.rows == members[member].count && weights.columns == inputs, "\(weights.shape) do not fit.")
        let to = weights.mutablePointer
        for (i, unit) in members[member].enumerated() {
            let column = W.elements + start(of: unit, length: inputs)
            for j in 0..<inputs { to[i * inputs + j] = column[j * S.widePanel] }
        }
    }

    /// outputs (n x units) = X W^T + bias of a member.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func outputs(of member: Int, plus bias: Matrix<S>, into outputs: inout Matrix<S>) {
        let units = members[member]
        precondition(outputs.columns == units.count && bias.count == units.count, "\(outputs.shape) do not fit.")
        outputs.reserve(rows: rows)
        S.wideOutputs(outputs.mutablePointer, Z.elements, bias.pointer, units, rows, panels)
    }

    /// Takes dY (n x units) of a member with its step W = kept W + factor dY^T X.
    @specialized(where S == Float)
    @specialized(where S == Double)
    public func setGradient(_ gradient: Matrix<S>, of member: Int, factor: S, kept: S) {
        let units = members[member]
        precondition(gradient.columns == units.count && gradient.rows == rows, "\(gradient.shape) does not fit.")
        S.wideGradient(dY.elements, gradient.pointer, units, rows)
        (self.factor.elements + units.lowerBound).update(repeating: factor, count: units.count)
        (self.kept.elements + units.lowerBound).update(repeating: kept, count: units.count)
    }

    /// Packs the batch X (n x d) that ``step(forward:on:)`` or ``forward(on:)`` goes on to.
    public func pack(_ batch: Batch<S>, on backend: Backend) {
        let X = batch.samples
        guard let images = batch.images else {
            precondition(X.rows == rows && X.columns == inputs, "A batch of \(X.shape) does not fit.")
            return S.widePack(backend, next.elements, X.pointer, rows, inputs)
        }
        precondition(images.rows == rows && images.columns == inputs, "A batch of \(images.rows) images does not fit.")
        images.withPixels { pixels, index in
            S.widePack(
                backend, next.elements, pixels, index, images.scale.pointer, images.shift.pointer, rows, inputs)
        }
    }

    /// Z = X W^T of all members, with the X that was packed.
    public func forward(on backend: Backend) { run(step: false, forward: true, backend) }

    /// The steps of all members with the X of Z and then, where one was packed, Z with the next.
    public func step(forward: Bool, on backend: Backend) { run(step: true, forward: forward, backend) }

    private func run(step: Bool, forward: Bool, _ backend: Backend) {
        S.wideStep(
            backend, W.elements, forward ? Z.elements : nil, step ? UnsafePointer(dY.elements) : nil, factor.elements,
            kept.elements, X.elements, next.elements, rows, inputs, panels)
        if forward { swap(&X, &next) }
    }

    /// Where the first entry of a unit lies, in panels that many entries long.
    private func start(of unit: Int, length: Int) -> Int {
        unit / S.widePanel * length * S.widePanel + unit % S.widePanel
    }
}

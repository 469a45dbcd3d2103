import Tensor

extension Network {
    /// The network as it is in inference, with batch normalisation folded into the weights beside it.
    ///
    /// Behind a linear part, scale (X W^T + b) + shift is the linear part with W' = diag(scale) W and b' = scale b + shift.
    /// In front of the next one, W (scale X + shift) + b is it with W' = W diag(scale) and b' = W shift + b. What is left
    /// are linear parts and activations: the same function to rounding, and fewer passes over the batch. Dropout, which
    /// does nothing in inference, is left out.
    public func folded() -> Network {
        var folding = Folding<S>()
        let layers = layers.filter { !($0 is Dropout<S>) }
        for (i, layer) in layers.enumerated() {
            switch layer {
            case let linear as Linear<S>: folding.append(linear)
            case let norm as BatchNormalization<S>:
                folding.append(norm, isBeforeLinear: i + 1 < layers.count && layers[i + 1] is Linear<S>)
            default: folding.append(layer)
            }
        }
        return Network(inputs: inputs, layers: folding.layers)
    }
}

/// A folded network under way.
private struct Folding<S: Scalar> {
    private(set) var layers: [any Layer<S>] = []
    /// The map by column that the next linear part takes in.
    private var pending: (scale: Matrix<S>, shift: Matrix<S>)?

    mutating func append(_ layer: any Layer<S>) { layers.append(layer) }

    mutating func append(_ linear: Linear<S>) {
        var W = linear.W.value
        var b = linear.b.value
        if let (scale, shift) = pending {
            b.setRowSums(of: W, times: shift, plus: linear.b.value)
            W.setScaled(linear.W.value, by: scale, plus: Matrix(rows: 1, columns: W.columns))
        }
        pending = nil
        layers.append(Linear(layer: linear.name, W: W, b: b))
    }

    /// Takes a normalisation into the linear part on either side of it; one that has none stays as it is.
    mutating func append(_ norm: BatchNormalization<S>, isBeforeLinear: Bool) {
        let (scale, shift) = norm.inferenceMap()
        if let linear = layers.last as? Linear<S> {
            linear.W.value.scaleRows(by: scale)
            linear.b.value.setScaled(linear.b.value, by: scale, plus: shift)
        } else if isBeforeLinear && !norm.withReLU {
            pending = (scale, shift)
            return
        } else {
            return layers.append(norm)
        }
        if norm.withReLU { layers.append(RectifierLayer(norm.name, outputs: norm.outputs)) }
    }
}

/// The ReLU that was fused with a batch normalisation, once that is folded away.
private final class RectifierLayer<S: Scalar>: Layer {
    let name: String
    let outputs: Int

    init(_ name: String, outputs: Int) {
        self.name = name
        self.outputs = outputs
    }

    func forward(_ X: Matrix<S>, into Y: inout Matrix<S>, _ phase: Phase, on backend: Backend) { Y.setReLU(of: X) }

    func backward(
        _ dY: Matrix<S>, input X: Matrix<S>, output Y: Matrix<S>, into dX: inout Matrix<S>?, descent: Descent?,
        on backend: Backend
    ) {
        dX?.setReLUGradient(dY, output: Y)
    }
}

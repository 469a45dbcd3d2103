import Components
import Tensor

extension Network {
    /// Builds the network of a description with freshly drawn weights, zero biases, gamma 1 and beta 0.
    public convenience init(_ description: NetworkDescription) {
        var builder = NetworkBuilder<S>(description)
        self.init(inputs: description.inputs, layers: builder.build())
    }
}

/// Puts the layers of a description together.
private struct NetworkBuilder<S: Scalar> {
    let description: NetworkDescription
    var layers: [any Layer<S>] = []

    init(_ description: NetworkDescription) {
        self.description = description
    }

    mutating func build() -> [any Layer<S>] {
        var width = description.inputs
        appendDropout(number: 0, units: width, share: description.inputDropout)
        for (i, units) in description.hidden.enumerated() {
            appendHidden(number: i + 1, inputs: width, units: units)
            appendDropout(number: i + 1, units: units, share: description.dropout)
            width = units
        }
        let last = description.hidden.count + 1
        layers.append(linear(number: last, inputs: width, outputs: description.classes))
        return layers
    }

    private mutating func appendHidden(number: Int, inputs: Int, units: Int) {
        var order = description.placement.order[...]
        while let part = order.popFirst() {
            switch part {
            case .linear:
                layers.append(linear(number: number, inputs: inputs, outputs: units))
            case .normalization:
                let fuses = description.isFused && description.activation.isReLU && order.first == .activation
                if fuses { order.removeFirst() }
                layers.append(
                    BatchNormalization(
                        layer: "layer\(number)", features: units, description.placement, withReLU: fuses))
            case .activation:
                layers.append(
                    ActivationLayer(layer: "layer\(number)", outputs: units, description.activation))
            }
        }
    }

    private mutating func appendDropout(number: Int, units: Int, share: Double) {
        if share > 0 { layers.append(Dropout(number: number, outputs: units, share: share)) }
    }

    private func linear(number: Int, inputs: Int, outputs: Int) -> Linear<S> {
        var random = Random(seed: description.seed, purpose: .weights, position: number)
        var W = Matrix<S>(rows: outputs, columns: inputs)
        description.initializer.fill(&W, gain: description.activation.gain, using: &random)
        return Linear(layer: "layer\(number)", W: W)
    }
}

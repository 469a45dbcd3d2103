import Foundation

/// One call in the source of an exported network: the stage, and the signal that it works on.
///
/// Signal x0 are the normalized inputs, and xL is what layer L has made of them; an affine map begins a new layer.
struct SourceStep {
    let stage: InferenceGraph.Stage
    /// The layer that the stage belongs to.
    let layer: Int
    /// Values in the signal in front of it, and behind it.
    let inputs, outputs: Int
}

extension InferenceGraph {
    /// The stages with their layers and widths.
    var steps: [SourceStep] {
        var (layer, width) = (0, inputs)
        return stages.map { stage in
            let before = width
            if case .linear(let linear) = stage {
                layer += 1
                width = linear.W.rows
            }
            return SourceStep(stage: stage, layer: layer, inputs: before, outputs: width)
        }
    }

    /// The form of the activation where a stage needs it.
    func activationForm(in format: String) throws -> ActivationForm? {
        let isNeeded = stages.contains { if case .activation = $0 { true } else { false } }
        return isNeeded ? try ActivationForm(activation, in: format) : nil
    }

    /// Whether a stage is batch normalization.
    var hasNormalization: Bool {
        stages.contains { if case .normalization = $0 { true } else { false } }
    }

    /// A number in the precision of the network, in hexadecimal, which C and Swift read alike.
    func literal(_ value: Double) -> String { String(format: "%a", isDouble ? value : Double(Float(value))) }

    /// What the source says of the normalization of its inputs.
    var inputRemark: String {
        model.normalizer.whitening == nil
            ? "x0 = (value - mean) / deviation, with the moments of the training samples"
            : "x0 = (value - mean) / deviation; the whitening behind it, a product as well, is folded into W1"
    }

    /// How a sample is an image, where it is one.
    var shapeRemark: String {
        model.imageShape.map {
            "pixels 0 ... 255 of \($0.channels) planes of \($0.height) rows of \($0.width)"
        } ?? "raw values, as they stood in the training data"
    }
}

extension String {
    /// The text without the line break at its end, each line behind so many blanks.
    func indented(_ blanks: Int) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : String(repeating: " ", count: blanks) + $0 }.joined(separator: "\n")
    }
}

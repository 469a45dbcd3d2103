import Tensor

/// Augmentations one after the other, as `horizontal_flip+gaussian_noise` names them.
struct AugmentationChain: Augmentation {
    /// The augmentations in the order in which a batch passes them.
    let parts: [any Augmentation]

    var meanDrift: Double { parts.reduce(0) { $0 + $1.meanDrift } }
    var isIdentity: Bool { parts.allSatisfy { $0.isIdentity } }
    var isRandom: Bool { parts.contains { $0.isRandom } }

    func check(shape: ImageShape?) throws {
        for part in parts { try part.check(shape: shape) }
    }

    func apply<S: Scalar>(to X: inout Matrix<S>, shape: ImageShape?, using random: inout Random, on backend: Backend) {
        for part in parts { part.apply(to: &X, shape: shape, using: &random, on: backend) }
    }

    func apply<S: Scalar>(
        to X: inout Matrix<S>, _ targets: inout Targets<S>, shape: ImageShape?, using random: inout Random,
        on backend: Backend
    ) {
        for part in parts { part.apply(to: &X, &targets, shape: shape, using: &random, on: backend) }
    }
}

extension AugmentationChain {
    /// The parts of a text, split at each `+` that a name follows, so that 1e+3 stays whole.
    static func parts(of text: String) -> [String] {
        var parts = [""]
        var characters = text[...]
        while let character = characters.popFirst() {
            if character == "+", characters.first?.isLetter == true {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }
}

import Network
import Tensor

extension Network {
    /// Moves every b, gamma and beta off its start by 0.1 N(0, 1).
    ///
    /// A backward pass that forgets gamma is right as long as gamma is 1; a check there proves little.
    public func perturb(seed: UInt64) {
        for (number, parameter) in parameters.enumerated() where !parameter.isRegularized {
            var random = Random(seed: seed, purpose: .check, position: number)
            parameter.value.addNormal(deviation: 0.1, using: &random)
        }
    }

    /// Takes over the parameters of a network of the same shape in another precision.
    public func assign<Other: Scalar>(_ other: Network<Other>) {
        for (parameter, source) in zip(parameters, other.parameters) { parameter.value = source.value.converted() }
    }
}

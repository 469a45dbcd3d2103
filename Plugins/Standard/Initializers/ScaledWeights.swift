import Components
import Tensor

/// The switch between the two distributions of a given variance.
let uniformFlag = ParameterInfo.flag("uniform", default: false, "uniform weights of the same variance")

extension Matrix {
    /// self += weights of mean 0 and this variance: normal, or uniform within sqrt(3 variance) of 0.
    mutating func addWeights(variance: Double, isUniform: Bool, using random: inout Random) {
        if isUniform {
            addUniform(bound: (3 * variance).squareRoot(), using: &random)
        } else {
            addNormal(deviation: variance.squareRoot(), using: &random)
        }
    }
}

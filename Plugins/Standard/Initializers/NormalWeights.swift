import Tensor

extension Matrix {
    /// Fills the matrix with normal numbers of mean 0, drawn in double so that Float and Double agree to rounding.
    mutating func fillNormal(deviation: Double, using random: inout Random) {
        withMutableEntries { entries in
            for i in entries.indices { entries[i] = S(deviation * random.normal()) }
        }
    }
}

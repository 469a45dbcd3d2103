import RealModule

extension Random {
    /// A number from the beta distribution Beta(alpha, alpha), from 0 to 1.
    ///
    /// It is uniform for alpha 1, near 0 or 1 for small alpha, near 1/2 for large alpha. It is drawn as the
    /// share of one of two gamma numbers, kept as logarithms, as for small alpha they leave the range of `Double`.
    public mutating func symmetricBeta(alpha: Double) -> Double {
        let difference = logOfGamma(alpha) - logOfGamma(alpha)
        return 1 / (1 + Double.exp(-difference))
    }

    /// The logarithm of a number from Gamma(shape, 1), by rejection from a transformed normal number (Marsaglia and Tsang
    /// 2000); a shape below 1 goes by Gamma(shape) = Gamma(shape + 1) U^(1 / shape).
    private mutating func logOfGamma(_ shape: Double) -> Double {
        guard shape >= 1 else { return logOfGamma(shape + 1) + Double.log(1 - uniform()) / shape }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if Double.log(1 - uniform()) < x * x / 2 + d * (1 - v + Double.log(v)) {
                return Double.log(d) + Double.log(v)
            }
        }
    }
}

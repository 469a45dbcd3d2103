import Foundation

/// Student's t distribution.
///
/// Its distribution function is a regularized incomplete beta function, by the continued fraction of DLMF 8.17.22.
package struct StudentT: Sendable {
    /// The degrees of freedom, above 0.
    package let degrees: Double

    /// The distribution of so many degrees of freedom.
    package init(degrees: Double) {
        precondition(degrees > 0, "A t distribution has more than 0 degrees of freedom, not \(degrees).")
        self.degrees = degrees
    }

    /// The chance that |T| is at least |t|: I_x(nu/2, 1/2) with x = nu / (nu + t^2).
    package func twoSided(_ t: Double) -> Double {
        guard t.isFinite else { return t.isNaN ? .nan : 0 }
        return StudentT.incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
    }

    /// The value that |T| stays below with this chance: 2.776 for 0.95 and 4 degrees of freedom.
    ///
    /// - Parameter chance: above 0 and below 1.
    package func twoSidedQuantile(_ chance: Double) -> Double {
        precondition(chance > 0 && chance < 1, "A chance lies between 0 and 1, not at \(chance).")
        var (low, high) = (0.0, 1.0)
        while twoSided(high) > 1 - chance { (low, high) = (high, 2 * high) }
        // Halved until neighbors: a t of any size to its last bits, in at most some hundred steps.
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if twoSided(middle) > 1 - chance { low = middle } else { high = middle }
        }
    }

    /// The regularized incomplete beta function I_x(a, b).
    static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 || x >= 1 { return x <= 0 ? 0 : 1 }
        // The fraction converges fast below the mean; above it, the mirrored function is the one to expand.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
        return scale / continuedFraction(x, a, b)
    }

    /// 1 + d1 / (1 + d2 / (1 + ...)) by the method of Lentz.
    private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var (fraction, c, d) = (1.0, 1.0, 0.0)
        for step in 1...1000 {
            let m = Double(step / 2)
            let term =
                step % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 + term * d
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = 1 + term / c
            if abs(c) < tiny { c = tiny }
            fraction *= c * d
            if abs(c * d - 1) < 1e-16 { break }
        }
        return fraction
    }
}

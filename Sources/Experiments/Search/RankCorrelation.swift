/// Spearman's rank correlation of two equally long series (Spearman 1904): Pearson's of their ranks, ties at mean rank.
///
/// - Returns: nil for fewer than three pairs, or where one series is constant.
public func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) and \(y.count) values are no pairs.")
    guard x.count > 2 else { return nil }
    let (a, b) = (ranks(x), ranks(y))
    let mean = Double(x.count + 1) / 2
    let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    let variances = [a, b].map { $0.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
    let scale = (variances[0] * variances[1]).squareRoot()
    return scale > 0 ? covariance / scale : nil
}

/// The rank of each value, from 1; equal values share the mean of their ranks.
private func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
        let below = values.count { $0 < value }
        let equal = values.count { $0 == value }
        return Double(below) + Double(equal + 1) / 2
    }
}

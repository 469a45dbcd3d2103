import Foundation
import Tensor

/// The generated sets of points in the plane, by the name of their data set.
enum PlaneShape: String, CaseIterable, Sendable {
    /// K arms that wind around the origin; class k at
    /// `x = r cos(phi) + noise * N(0, 1)`, `y = r sin(phi) + noise * N(0, 1)` with `phi = 2 pi (k / K + turns * r)` and
    /// `r = sqrt(u)`, u uniform in 0.02 ..< 1, which spreads the points evenly along an arm.
    case spiral
    /// K rings about the origin; class k at the angle phi uniform in 0 ..< 2 pi and the radius
    /// `r = (k + 1) / K + noise * N(0, 1)`.
    case circles
    /// Two classes, "same" and "different": whether x and y have one sign. `|x|` and `|y|` are uniform in 0.08 ..< 1, the
    /// signs random; `noise * N(0, 1)` is added to both, after the class is known.
    case xor
    /// K round clouds on a circle; class k at `separation * (cos(2 pi k / K), sin(2 pi k / K)) + noise * N(0, 1)`.
    case gaussians

    /// The option keys of each set besides `train`, `test`, `noise` and `seed`.
    var ownOptions: [String] {
        switch self {
        case .spiral: ["classes", "turns"]
        case .circles: ["classes"]
        case .xor: []
        case .gaussians: ["classes", "separation"]
        }
    }

    /// The deviation of the noise where none is given.
    var defaultNoise: Double {
        switch self {
        case .spiral: 0.03
        case .circles: 0.05
        case .xor: 0.03
        case .gaussians: 0.35
        }
    }

    /// The number of classes where none is given.
    var defaultClasses: Int { self == .spiral || self == .gaussians ? 3 : 2 }

    /// What the classes are called.
    func classNames(_ count: Int) -> [String] {
        switch self {
        case .spiral: (1...count).map { "arm \($0)" }
        case .circles: (1...count).map { "ring \($0)" }
        case .xor: ["same", "different"]
        case .gaussians: (1...count).map { "cloud \($0)" }
        }
    }
}

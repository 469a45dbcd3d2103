import RealModule

/// A seeded stream of random numbers: xoshiro256** (Blackman and Vigna 2018), seeded through SplitMix64.
///
/// Every use has a stream of its own, named by a purpose and a position such as the epoch, so nothing but the seed and
/// the position is needed to draw the same numbers again: a resumed run needs no stored generator state.
public struct Random: RandomNumberGenerator, Sendable {
    /// What a stream is used for.
    public enum Purpose: UInt64, Sendable {
        /// Initial weights; the position is the layer.
        case weights = 1
        /// The order of the training samples; the position is the epoch.
        case order = 2
        /// Augmentation of a batch; the position is the step.
        case augmentation = 3
        /// Generated data; the position is the sample or the split.
        case data = 4
        /// Dropped units; the position is the step.
        case dropout = 5
        /// Choices of an experiment, such as sampled hyper-parameters; the position is the draw.
        case experiment = 6
        /// What a check perturbs and which entries it looks at; the position is the tensor.
        case check = 7
    }

    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// The stream of a seed, a purpose and a position.
    public init(seed: UInt64, purpose: Purpose, position: Int = 0) {
        var mixer = SplitMix64(state: seed)
        mixer.state = mixer.next() ^ (purpose.rawValue &* 0x9E37_79B9_7F4A_7C15)
        mixer.state = mixer.next() ^ UInt64(bitPattern: Int64(position))
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = rotate(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotate(state.3, 45)
        return result
    }

    /// A number uniform in 0 ..< 1, with 53 random bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number uniform in lower ..< upper.
    public mutating func uniform(in range: Range<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// A whole number uniform in 0 ..< bound.
    public mutating func integer(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A standard normal number, by the ziggurat of Marsaglia and Tsang (2000) in the form of Doornik (2005).
    ///
    /// The density is covered by 128 layers of equal area; nearly every draw takes one look into the table.
    public mutating func normal() -> Double {
        while true {
            let bits = next()
            let layer = Int(bits & 127)
            let u = Double(Int64(bitPattern: bits) >> 11) * 0x1p-52
            let x = u * Ziggurat.table.x[layer]
            if abs(u) < Ziggurat.table.ratio[layer] { return x }
            if layer == 0 { return u < 0 ? -tail() : tail() }
            let above = Double.exp(-0.5 * (Ziggurat.table.x[layer] * Ziggurat.table.x[layer] - x * x))
            let below = Double.exp(-0.5 * (Ziggurat.table.x[layer + 1] * Ziggurat.table.x[layer + 1] - x * x))
            if below + uniform() * (above - below) < 1 { return x }
        }
    }

    /// A normal number beyond the last layer (Marsaglia 1964).
    private mutating func tail() -> Double {
        while true {
            let x = -Double.log(1 - uniform()) / Ziggurat.edge
            let y = -Double.log(1 - uniform())
            if 2 * y >= x * x { return Ziggurat.edge + x }
        }
    }

    /// The numbers 0 ..< count in random order, by Fisher and Yates.
    public mutating func permutation(_ count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(below: i + 1)) }
        return order
    }

    private func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
}

/// The layers that cover the upper half of the normal density exp(-x^2 / 2).
private struct Ziggurat {
    /// Where the tail begins, for 128 layers.
    static let edge = 3.442619855899
    /// The area of each layer.
    static let area = 9.91256303526217e-3
    static let table = Ziggurat()

    /// The right end of each layer, and 0 behind the last.
    var x: [Double]
    /// The share of each layer that lies under the density as a whole: x[i + 1] / x[i].
    var ratio: [Double]

    init() {
        func density(_ x: Double) -> Double { Double.exp(-0.5 * x * x) }
        x = [Ziggurat.area / density(Ziggurat.edge), Ziggurat.edge]
        for i in 2..<128 { x.append(Double.sqrt(-2 * Double.log(Ziggurat.area / x[i - 1] + density(x[i - 1])))) }
        x.append(0)
        ratio = (0..<128).map { [x] i in x[i + 1] / x[i] }
    }
}

/// The generator that fills the state of ``Random`` (Steele, Lea and Flood 2014).
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

import Foundation

/// The checksum SHA-256 (FIPS 180-4).
package struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// The checksum of some bytes, as 64 hex digits.
    package static func hex(_ data: Data) -> String {
        var padded = [UInt8](data)
        padded.append(0x80)
        padded.append(contentsOf: Array(repeating: 0, count: (120 - padded.count % 64) % 64))
        withUnsafeBytes(of: (UInt64(data.count) * 8).bigEndian) { padded.append(contentsOf: $0) }
        var checksum = SHA256()
        for start in stride(from: 0, to: padded.count, by: 64) { checksum.add(padded[start..<start + 64]) }
        return checksum.state.map { String(format: "%08x", $0) }.joined()
    }

    /// Takes in one block of 64 bytes.
    private mutating func add(_ block: ArraySlice<UInt8>) {
        var w = stride(from: block.startIndex, to: block.endIndex, by: 4).map { i in
            block[i..<i + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for i in 16..<64 {
            let small = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3)
            let large = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10)
            w.append(w[i - 16] &+ small &+ w[i - 7] &+ large)
        }
        var (a, b, c, d, e, f, g, h) = (
            state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
        )
        for i in 0..<64 {
            let choice = (e & f) ^ (~e & g)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ SHA256.constants[i] &+ w[i]
            let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
            (a, b, c, d, e, f, g, h) = (first &+ second, a, b, c, d &+ first, e, f, g)
        }
        for (i, value) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= value }
    }

    private func rotate(_ x: UInt32, _ k: UInt32) -> UInt32 { (x >> k) | (x << (32 - k)) }

    /// The first 32 bits behind the point of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = firstPrimes(64).map { prime in
        // An integer root, so that no rounding of a library decides: the largest r with r^3 <= prime * 2^96.
        let target = (high: UInt64(prime) << 32, low: UInt64(0))
        var root: UInt64 = 0
        for bit in stride(from: UInt64(35), through: 0, by: -1) {
            let next = root | 1 << bit
            let square = next.multipliedFullWidth(by: next)
            let (high, low) = square.low.multipliedFullWidth(by: next)
            let cube = (high: square.high * next + high, low: low)
            if cube.high < target.high || (cube.high == target.high && cube.low <= target.low) { root = next }
        }
        return UInt32(truncatingIfNeeded: root)
    }

    private static func firstPrimes(_ count: Int) -> [Int] {
        var primes: [Int] = []
        for candidate in 2... where !primes.contains(where: { candidate % $0 == 0 }) {
            primes.append(candidate)
            if primes.count == count { break }
        }
        return primes
    }
}

/// The cyclic redundancy check of TensorBoard's records, with Castagnoli's polynomial; zlib's CRC-32 has another one.
///
/// Source: RFC 3720, section 12.1, and the examples of its appendix B.4.
package enum CRC32C {
    /// The polynomial 0x1EDC6F41 with its bits in reverse, as each byte's lowest bit goes first.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }

    /// The check sum of some bytes.
    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
    }

    /// The check sum as records carry it: rotated and moved by a constant, as a check sum over bytes that hold their own
    /// plain check sum tells little.
    package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let crc = checksum(bytes)
        return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    }
}

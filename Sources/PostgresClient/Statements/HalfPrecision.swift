/// Converts between single and half precision, the form that pgvector's `halfvec` stores.
enum HalfPrecision {
    /// The bits of the nearest half-precision value.
    static func encode(_ value: Float) -> UInt16 {
        #if os(macOS) && arch(x86_64)
            encodePortably(value)
        #else
            Float16(value).bitPattern
        #endif
    }

    /// The value of half-precision bits.
    static func decode(_ bits: UInt16) -> Float {
        #if os(macOS) && arch(x86_64)
            decodePortably(bits)
        #else
            Float(Float16(bitPattern: bits))
        #endif
    }

    /// Rounds to nearest, ties to even, for platforms without a half-precision type; a unit vector's range is enough.
    static func encodePortably(_ value: Float) -> UInt16 {
        let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
        let magnitude = value.magnitude
        guard magnitude >= 0x1p-14 else { return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven)) }
        let rounded = magnitude.bitPattern &+ 0xfff &+ ((magnitude.bitPattern >> 13) & 1)
        return sign | UInt16(truncatingIfNeeded: (rounded >> 13) &- (112 << 10))
    }

    /// The value of half-precision bits, for platforms without the type; neither infinity nor NaN is stored.
    static func decodePortably(_ bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let fraction = Float(bits & 0x3ff)
        let exponent = Int((bits >> 10) & 0x1f)
        guard exponent > 0 else { return sign * fraction * 0x1p-24 }
        return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
}

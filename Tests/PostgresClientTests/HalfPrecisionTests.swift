import Testing

@testable import PostgresClient

@Suite struct HalfPrecisionTests {
    #if !(os(macOS) && arch(x86_64))
        @Test func `the portable conversion equals the processor's`() {
            for bits in UInt16.min...UInt16.max {
                let value = Float(Float16(bitPattern: bits))
                guard value.isFinite else { continue }
                #expect(HalfPrecision.decodePortably(bits) == value)
                guard value.magnitude <= 1 else { continue }
                for near in [value, value.nextUp, value.nextDown, value * 1.0003, value * 0.9998] {
                    #expect(HalfPrecision.encodePortably(near) == Float16(near).bitPattern, "\(near)")
                }
            }
        }
    #endif
}

import Testing

@testable import SearchCLI

/// Numbers in words, whatever was computed.
@Suite struct UnitsTests {
    @Test(
        arguments: [
            (0, "0 s"), (0.2, "1 s"), (59.5, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (-5, "0 s"),
            (-1e300, "0 s"), (-.infinity, "0 s"), (1e9, "a long time"), (1e308, "a long time"),
            (.infinity, "a long time"), (.nan, "a long time"),
        ] as [(Double, String)])
    func `a duration`(seconds: Double, text: String) { #expect(duration(seconds) == text) }

    @Test(
        arguments: [
            (0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (351_200_000, "351.2 MB"),
            (Int64.max, "9223372036.9 GB"), (-1, "-1 bytes"), (.min, "-9223372036854775808 bytes"),
        ] as [(Int64, String)])
    func `a number of bytes`(bytes: Int64, text: String) { #expect(byteCount(bytes) == text) }

    @Test(arguments: [0, 0.5, 1e3, 2e6, 1e19, 1e308, -1e308, .infinity, -.infinity, .nan] as [Double])
    func `a rate`(bytes: Double) { #expect(!byteCount(bytes).isEmpty) }
}

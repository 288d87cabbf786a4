import Testing

@testable import LocalFiles

/// Dates as no camera writes them, and every program may.
@Suite struct FileDateTests {
    @Test(
        arguments: [
            (0, 0, 0), (1, 5, 1_000_000_005), (-1, 999_999_999, -1), (9_223_372_036, 854_775_807, Int64.max),
            (-9_223_372_036, 0, -9_223_372_036_000_000_000),
        ] as [(Int64, Int64, Int64)])
    func `a date that 64 bits hold is told to the nanosecond`(seconds: Int64, rest: Int64, expected: Int64) {
        #expect(FileStatus.nanoseconds(seconds, rest) == expected)
    }

    static let farDates: [Int64] = [
        .min, -9_223_372_036_854_775_807, -62_135_596_800, -9_223_372_037, 9_223_372_037, 10_413_792_000,
        253_402_300_799, 9_007_199_254_740_993, .max,
    ]

    @Test(arguments: farDates)
    func `a date that 64 bits do not hold is as early or as late as it can be`(seconds: Int64) {
        for rest: Int64 in [0, 1, 999_999_999] {
            let date = FileStatus.nanoseconds(seconds, rest)
            #expect(seconds < 0 ? date < .min + 3_000_000_000 : date > .max - 3_000_000_000)
        }
    }

    @Test func `a change of such a date is noticed`() {
        let start: Int64 = 10_413_792_000  // 2300
        let steps: [Int64] = [1, 60, 3600, 86_400, 31_536_000]
        let dates = steps.flatMap { step in (0..<1000).map { start + $0 * step } }
        let places = Set(dates).map { FileStatus.nanoseconds($0, 0) }
        #expect(Set(places).count >= places.count - 2, "two of many may share a place, by chance")
        #expect(FileStatus.nanoseconds(start, 1) != FileStatus.nanoseconds(start, 2))
    }
}

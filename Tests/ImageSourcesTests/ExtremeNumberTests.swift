import Foundation
import ImageSearch
import ImageSearchTesting
import NIOHTTP1
import Testing

@testable import FileTransfer
@testable import ImageSources

/// Numbers as nobody writes them, and everybody may.
@Suite struct ExtremeNumberTests {
    // MARK: dates

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

    @Test(arguments: [10_413_792_000, -10_000_000_000, 1_099_511_627_776, .max, .min] as [Int])
    func `a file of any date is listed beside the others`(seconds: Int) async throws {
        try await withTemporaryFolder { folder in
            for path in ["a.jpg", "b.jpg", "folder/c.jpg"] { try folder.write([1], at: path) }
            for path in ["b.jpg", "folder"] {
                let date = timespec(tv_sec: seconds, tv_nsec: 0)
                // What a file system cannot write it refuses, or writes the nearest date that it can.
                _ = utimensat(AT_FDCWD, folder.appending(path: path).path, [date, date], 0)
            }
            var listed: [String] = []
            for try await case .picture(let file) in try await FolderSource(name: "s", root: folder.path).list() {
                listed.append(file.location.path)
            }
            #expect(listed == ["a.jpg", "b.jpg", "folder/c.jpg"])
        }
    }

    // MARK: waits

    static let waits: [(String, Duration?)] = [
        ("0", .zero), ("7", .seconds(7)), ("9223372036854775807", .seconds(Int64.max)),
        ("99999999999999999999", .seconds(Int64.max)), ("-1", nil), ("-9223372036854775808", nil), ("", nil),
        (" ", nil), ("1e308", nil), ("nan", nil), ("inf", nil), ("+5", nil), ("0x10", nil), ("१२", nil),
        ("Wed, 21 Oct 2015 07:28:00 GMT", nil),
    ]

    @Test(arguments: waits)
    func `whatever a server asks to wait, nobody waits longer than the longest wait`(text: String, asked: Duration?) {
        let failure = HTTPFailure(status: .serviceUnavailable, headers: ["retry-after": text])
        #expect(failure.retryAfter == asked)
        let backoff = Backoff(attempts: .max, base: .seconds(1), longest: .seconds(30))
        for attempt in [1, 2, 17, 64, Int.max] {
            let delay = backoff.delay(after: attempt, asked: failure.retryAfter)
            #expect(delay >= min(asked ?? .zero, .seconds(30)) && delay <= .seconds(30))
        }
    }

    // MARK: keys

    @Test(
        arguments: [("a", 500_000), ("é", 10_000), ("%41", 10_000), (".", 10_000)], [ObjectPath.Spelling.plain, .exact])
    func `a key of any length is split like a long one`(filler: (String, Int), spelling: ObjectPath.Spelling) throws {
        let key = "k" + String(repeating: filler.0, count: filler.1) + ".jpg"
        let path = try #require(ObjectPath.path(of: key, spelling: spelling))
        #expect(path.utf8.split(separator: UInt8(ascii: "/")).allSatisfy { $0.count <= 255 })
        #expect(Array(ObjectPath.key(of: path).utf8) == Array(key.utf8))
    }
}
